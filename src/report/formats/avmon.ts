import { avmonDocument } from '../../log/avmon.ts';
import { replaceLoneSurrogates } from '../../text/well-formed.ts';
import type { Reporter } from './reporter.ts';

/** The document that AVMon printed, and Kavmon at log level warning and above. */
export const avmon: Reporter = ({ results }) => `${JSON.stringify(avmonDocument(results), replaceLoneSurrogates, 2)}\n`;
