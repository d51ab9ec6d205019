import type { Reporter } from './reporter.ts';

/** The report as it is; `schemas/report.schema.json` describes it. */
export const json: Reporter = (report) => `${JSON.stringify(report, wellFormed, 2)}\n`;

/** Half a surrogate pair is no character: some readers refuse the whole document for it. */
const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
