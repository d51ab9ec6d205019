import { avmonDocument } from '../../log/avmon.ts';
import type { Reporter } from './reporter.ts';

/** The document that AVMon printed, and Kavmon at log level warning and above. */
export const avmon: Reporter = ({ results }) => `${JSON.stringify(avmonDocument(results), wellFormed, 2)}\n`;

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
