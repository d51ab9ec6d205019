import type { Json } from '../../model/json.ts';
import type { ReportedFinding } from '../../model/result.ts';
import { clipped } from '../../text/clip-text.ts';
import { wrapped } from '../../text/display-width.ts';
import { harmless, oneLine } from '../../text/sanitize.ts';
import type { Page } from '../formats/reporter.ts';
import { type Causes, effectTexts, headName } from './outline.ts';
import { linesOf, untold } from './remaining-evidence.ts';

const INDENT = '      ';

/** A root under its check: what is wrong, the evidence, what it has caused, and the next commands. */
export const findingLines = (finding: ReportedFinding, causes: Causes, page: Page): readonly string[] => {
  return [
    ...headOf(finding, page.width),
    ...evidenceLines(finding, page),
    ...effectTexts(finding, causes).map((effect) => `${INDENT}  causes ${effect}`),
    ...finding.next.map((command) => page.paint('cyan', `${INDENT}  $ ${oneLine(command)}`)),
  ];
};

const headOf = (finding: ReportedFinding, width: number): readonly string[] => {
  const { object, message, reason, count } = finding;
  const subject = object === undefined ? '' : `${headName(finding)}: `;
  const more = count > 1 && !message.includes(`(${count} `) ? `, ${count} objects` : '';
  const text = `${subject}${oneLine(message)} (${reason}${more})`;
  return wrapped(text, Math.max(30, width - 8)).map((line, index) => `${INDENT}${index === 0 ? '' : '  '}${line}`);
};

const MOST_LINES = 12;

/** Numbers and words on one line each; a log keeps its lines, the last ones. */
const evidenceLines = (finding: ReportedFinding, page: Page): readonly string[] => {
  const lines = untold(finding).flatMap(([name, value]) => factLines(oneLine(name), value, page.width - 10));
  return lines.map((line) => page.paint('dim', `${INDENT}  ${line}`));
};

const factLines = (name: string, value: Json, width: number): readonly string[] => {
  const lines = linesOf(typeof value === 'string' ? harmless(value) : value);
  if (lines.length === 1 && lines[0] !== undefined)
    return wrapped(`${name}: ${clipped(lines[0], 600)}`, Math.max(30, width));
  return [`${name}:`, ...lines.slice(-MOST_LINES).flatMap((line) => itemLines(line, Math.max(40, width)))];
};

/** At most two lines of the page for one of the evidence. */
const itemLines = (line: string, width: number): readonly string[] =>
  wrapped(clipped(line, 2 * width - 8), width - 2).map((part, at) => `${at === 0 ? '  ' : '    '}${part}`);
