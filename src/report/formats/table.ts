import type { Report } from '../../model/result.ts';
import { clipToWidth, wrapText } from '../../text/display-width.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { indexCauses } from '../present/causes.ts';
import { changesTexts, goneTexts } from '../present/changes.ts';
import { fittingList } from '../present/fitting-list.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { lostTelemetry } from '../present/lost-telemetry.ts';
import { objectName } from '../present/names.ts';
import { indexDetails } from '../present/problem-details.ts';
import { listEntry } from '../present/problem-list.ts';
import type { RenderOptions } from '../present/render-options.ts';
import { tellStories } from '../present/stories.ts';
import { otherResultLines } from '../present/table-results.ts';
import { storyLines } from '../present/table-story.ts';
import { countsText, unhealthyCount } from '../present/verdict.ts';
import type { ReportRenderer } from './report-renderer.ts';

/**
 * For a person. Read from its beginning it starts with the headline, where and when it looked, and a line per problem. On a
 * terminal, whose last screen is what is seen, the details come first, then the list, the worst next to the headline at its end.
 */
export const renderTable: ReportRenderer = (report, options) => {
  const stories = tellStories(report);
  const context = { causes: indexCauses(report), detailsOf: indexDetails(report), options };
  const details = stories.map((story, index) => [...storyLines(story, index + 1, context), '']);
  const rest = [...otherResultLines(report, options), ...footLines(report, options)];
  const listLines = () => stories.flatMap((story, index) => listEntry(story, index + 1, { ...context, maxLines: 1 }));
  const { headline, changes, where } = headLines(report, options);
  const lines =
    options.rows === null
      ? [...headline, ...changes, ...where, ...withBlank(listLines()), ...details.flat(), ...rest]
      : [
          ...details.toReversed().flat(),
          ...withBlank(rest),
          ...fittingList(
            stories,
            options.rows - headline.length - changes.length - where.length - LINES_AROUND,
            context,
          ),
          ...where,
          ...changes,
          ...headline,
        ];
  return `${lines.join('\n').trimEnd()}\n`;
};

/** A blank line before the list, the prompt behind the headline. */
const LINES_AROUND = 2;

const withBlank = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [''] : [...lines, '']);

/** The lines of the headline, those of what changed, and those that say where and when it looked. */
const headLines = (report: Report, { width, paint }: RenderOptions) => ({
  headline: wrapText(headlineText(report), width).map((line) => paint(['bold', headlineStyle(report)], line)),
  changes: changesTexts(report).flatMap((text) => wrapText(text, width).map((line) => paint('bold', line))),
  where: wrapText(lookedText(report), width),
});

const headlineStyle = ({ totals }: Report): 'red' | 'yellow' | 'green' => {
  if (unhealthyCount(totals) > 0) return 'red';
  return totals.degraded > 0 || totals.ok === 0 ? 'yellow' : 'green';
};

const footLines = (report: Report, { paint, width }: RenderOptions): readonly string[] => [
  ...goneTexts(report).map((text) => clipToWidth(text, width)),
  ...report.warnings.map((warning) => paint('yellow', `warning: ${toOneLine(warning)}`)),
  ...lostTelemetry(report.telemetry).map((line) => paint('yellow', `warning: ${toOneLine(line)}`)),
  ...report.suppressed.map(
    ({ check, object, count, why }) =>
      `ignored: ${pluralize(count, 'finding')} of ${toOneLine(check)}${object ? ` on ${objectName(object)}` : ''}: ${toOneLine(why)}`,
  ),
  `${countsText(report) || 'nothing ran'} in ${formatElapsed(report.run.durationMs)}`,
];
