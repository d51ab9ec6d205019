import type { Problem, Result } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { wrapText } from '../../text/display-width.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { CauseIndex } from './causes.ts';
import type { ProblemDetails } from './problem-details.ts';
import { LEVEL_SIGNS } from './problem-list.ts';
import type { RenderOptions } from './render-options.ts';
import { newMark, type Story, storySubject } from './stories.ts';
import { findingLines } from './table-finding.ts';

interface StoryContext {
  readonly causes: CauseIndex;
  readonly detailsOf: (problem: Problem) => ProblemDetails;
  readonly options: RenderOptions;
}

/** The details of a story: its worst problem at length, the names of the others, what to do. The rest is in `-o json`. */
export const storyLines = (story: Story, rank: number, context: StoryContext): readonly string[] => {
  const { lead, problems } = story;
  const { causes, detailsOf, options } = context;
  const [sign, style] = LEVEL_SIGNS[lead.level];
  const { result, finding } = detailsOf(lead);
  const title = `${rank}. ${sign} ${lead.severity} ${newMark(story)}${storySubject(story)}`;
  return [
    options.paint(['bold', style], title),
    ...indented(`${lead.group} ${abbreviateList(lead.checks, 10)}`, options).map((line) => options.paint('dim', line)),
    ...attemptLines(result),
    ...(finding === undefined ? indented(lead.message, options) : findingLines(finding, causes, options)),
    ...otherLines(problems.slice(1), options),
    ...(result === undefined ? [] : helpLines(result, options)),
  ];
};

const indented = (text: string, { width }: RenderOptions): readonly string[] =>
  wrapText(toOneLine(text), Math.max(30, width - 8)).map((line, at) => `      ${at === 0 ? '' : '  '}${line}`);

/** The other problems of the story by name, as many as a screen has room for. */
const otherLines = (others: readonly Problem[], options: RenderOptions): readonly string[] => {
  if (others.length === 0) return [];
  const names = others.map(({ object, message }) =>
    object === undefined ? message : `${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`,
  );
  return indented(`the same of ${abbreviateList(names, 20)}`, options);
};

const attemptLines = (result: Result | undefined): readonly string[] => {
  const attempts = result?.attempts ?? [];
  if (attempts.length < 2) return [];
  return [
    `      ${pluralize(attempts.length, 'attempt')}: ${attempts.map(({ status, reason }) => reason ?? status).join(', ')}`,
  ];
};

const helpLines = ({ remedy, runbook }: Result, { width }: RenderOptions): readonly string[] => [
  ...labelledLines('remedy', toOneLine(remedy), width),
  ...(runbook === null ? [] : labelledLines('runbook', toOneLine(runbook), width)),
];

const labelledLines = (label: string, text: string, width: number): readonly string[] =>
  text === ''
    ? []
    : wrapText(text, Math.max(20, width - 16)).map((line, at) => `      ${(at === 0 ? label : '').padEnd(10)}${line}`);
