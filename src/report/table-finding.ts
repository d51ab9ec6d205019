import { wrapped } from '../display-width.ts';
import type { Json } from '../json.ts';
import type { ReportedFinding } from '../result.ts';
import { type Causes, objectName, type Told } from './outline.ts';
import { clipped, harmless, oneLine } from './plain.ts';
import type { Page } from './reporter.ts';
import { untold } from './untold.ts';

const INDENT = '      ';

/**
 * A finding under its check. What another one explains is one line that points to its root; a root tells what it has
 * caused, its evidence and the next commands, once.
 */
export const findingLines = (finding: ReportedFinding, causes: Causes, page: Page): readonly string[] => {
  const root = causes.rootOf(finding);
  const head = headOf(finding, page.width);
  if (root !== undefined) return [...head, `${INDENT}  caused by ${placeOf(root)}`];
  return [
    ...head,
    ...evidenceLines(finding, page),
    ...causes.effectsOf(finding).map((effect) => `${INDENT}  causes ${effectOf(effect)}`),
    ...finding.next.map((command) => page.paint('cyan', `${INDENT}  $ ${oneLine(command)}`)),
  ];
};

const headOf = ({ object, message, reason, count }: ReportedFinding, width: number): readonly string[] => {
  const subject = object === undefined ? '' : `${objectName(object)}: `;
  const more = count > 1 ? `, ${count} objects` : '';
  const text = `${subject}${oneLine(message)} (${reason}${more})`;
  return wrapped(text, Math.max(30, width - 8)).map((line, index) => `${INDENT}${index === 0 ? '' : '  '}${line}`);
};

const placeOf = ({ result, finding }: Told): string => {
  const what = finding.object === undefined ? oneLine(finding.message) : objectName(finding.object);
  return `${what} (${finding.reason}), see ${oneLine(`${result.service}/${result.name}`)}`;
};

const effectOf = ({ result, finding }: Told): string => {
  const what = finding.object === undefined ? oneLine(finding.message) : objectName(finding.object);
  return `${what} (${finding.reason}) in ${oneLine(`${result.service}/${result.name}`)}`;
};

const MOST_LINES = 12;

/** Numbers and words on one line each; a log keeps its lines, the last ones. */
const evidenceLines = (finding: ReportedFinding, page: Page): readonly string[] => {
  const lines = untold(finding).flatMap(([name, value]) => factLines(oneLine(name), value, page.width - 10));
  return lines.map((line) => page.paint('dim', `${INDENT}  ${line}`));
};

const factLines = (name: string, value: Json, width: number): readonly string[] => {
  const lines = linesOf(value);
  if (lines.length === 1 && lines[0] !== undefined)
    return wrapped(`${name}: ${clipped(lines[0], 600)}`, Math.max(30, width));
  return [`${name}:`, ...lines.slice(-MOST_LINES).map((line) => `  ${clipped(line, Math.max(40, width))}`)];
};

const linesOf = (value: Json): readonly string[] => {
  if (typeof value === 'string') return harmless(value).trimEnd().split('\n');
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'string' ? oneLine(item) : oneLine(JSON.stringify(item))));
  return [oneLine(JSON.stringify(value))];
};
