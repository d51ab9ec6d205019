import type { Json } from '../../model/json.ts';
import type { ReportedFinding } from '../../model/result.ts';
import { clipText } from '../../text/clip-text.ts';
import { wrapText } from '../../text/display-width.ts';
import { stripControls, toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, effectTexts } from './causes.ts';
import { subjectPrefix, unstatedCount } from './names.ts';
import { evidenceLines, MAX_EVIDENCE_LINES, remainingEvidence } from './remaining-evidence.ts';
import type { RenderOptions } from './render-options.ts';

/** Before every line under a check. */
const FINDING_INDENT = '      ';

/** A root under its check: what is wrong, the evidence, what it has caused, and the next commands. */
export const findingLines = (
  finding: ReportedFinding,
  causes: CauseIndex,
  options: RenderOptions,
): readonly string[] => {
  return [
    ...messageLines(finding, options.width),
    ...factLines(finding, options),
    ...effectTexts(finding, causes).flatMap((effect) => effectLines(effect, options)),
    ...finding.next.map((command) => options.paint('cyan', `${FINDING_INDENT}  $ ${toOneLine(command)}`)),
  ];
};

const effectLines = (effect: string, { width }: RenderOptions): readonly string[] =>
  wrapText(`causes ${effect}`, Math.max(30, width - 10)).map(
    (line, at) => `${FINDING_INDENT}  ${at === 0 ? '' : '  '}${line}`,
  );

const messageLines = (finding: ReportedFinding, width: number): readonly string[] => {
  const { object, message, reason } = finding;
  const subject = object === undefined ? '' : `${subjectPrefix(finding)}: `;
  const count = unstatedCount(finding);
  const more = count === undefined ? '' : `, ${count} objects`;
  const text = `${subject}${toOneLine(message)} (${reason}${more})`;
  return wrapText(text, Math.max(30, width - 8)).map(
    (line, index) => `${FINDING_INDENT}${index === 0 ? '' : '  '}${line}`,
  );
};

/** Short evidence on one line each; of a log the last lines. */
export const factLines = (
  finding: ReportedFinding,
  options: Pick<RenderOptions, 'width' | 'paint'>,
): readonly string[] => {
  const lines = remainingEvidence(finding).flatMap(([name, value]) =>
    namedLines(toOneLine(name), value, options.width - 10),
  );
  return lines.map((line) => options.paint('dim', `${FINDING_INDENT}  ${line}`));
};

const namedLines = (name: string, value: Json, width: number): readonly string[] => {
  const lines = evidenceLines(typeof value === 'string' ? stripControls(value) : value);
  if (lines.length === 1 && lines[0] !== undefined)
    return wrapText(`${name}: ${clipText(lines[0], 600)}`, Math.max(30, width));
  return [`${name}:`, ...lines.slice(-MAX_EVIDENCE_LINES).flatMap((line) => itemLines(line, Math.max(40, width)))];
};

/** At most two lines of the terminal for one line of the evidence; behind a bar none is taken for a line of the table. */
const itemLines = (line: string, width: number): readonly string[] =>
  wrapText(clipText(line, 2 * width - 8), width - 2).map((part, at) => `| ${at === 0 ? '' : '  '}${part}`);
