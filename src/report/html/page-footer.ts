import type { Report } from '../../model/result.ts';
import { lostTelemetry } from '../present/lost-telemetry.ts';
import { objectName } from '../present/names.ts';
import { escapeHtml } from './html-text.ts';

/** What belongs to no single check: warnings, telemetry that was not sent, what is ignored, which run it was. */
export const pageFooter = ({ run, warnings, suppressed, telemetry }: Report): string => {
  const lines = [
    ...warnings,
    ...lostTelemetry(telemetry),
    ...suppressed.map(
      ({ check, object, why }) => `ignored: ${check}${object ? ` on ${objectName(object)}` : ''}: ${why}`,
    ),
    `kavmon ${run.version}, run ${run.id}, ended ${run.endedAt}, exit code ${run.exitCode}`,
  ];
  return `<footer>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}</footer>`;
};
