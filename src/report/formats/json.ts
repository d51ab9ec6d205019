import { replaceLoneSurrogates } from '../../text/well-formed.ts';
import type { Reporter } from './reporter.ts';

/** The report as it is; `schemas/report.schema.json` describes it. */
export const json: Reporter = (report) => `${JSON.stringify(report, replaceLoneSurrogates, 2)}\n`;
