import { avmonDocument } from '../../log/avmon.ts';
import { replaceLoneSurrogates } from '../../text/well-formed.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The document that AVMon printed, and Kavmon at log level warning and above. */
export const renderAvmon: ReportRenderer = ({ results }) =>
  `${JSON.stringify(avmonDocument(results), replaceLoneSurrogates, 2)}\n`;
