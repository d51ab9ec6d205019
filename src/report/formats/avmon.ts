import { avmonDocument } from '../../log/avmon.ts';
import { stringifyPortably } from '../../text/portable-json.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The document that AVMon printed, and Kavmon at log level warning and above. */
export const renderAvmon: ReportRenderer = ({ results }) => `${stringifyPortably(avmonDocument(results), 2)}\n`;
