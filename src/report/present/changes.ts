import type { ChangesSince, Report } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { headlineText, lookedText, minuteText } from './headline.ts';
import { subjectName } from './names.ts';

/** What every document for people begins with: the verdict, what changed, where and when it looked. */
export const headTexts = (report: Report): readonly string[] => [
  headlineText(report),
  ...changesTexts(report),
  lookedText(report),
];

/**
 * `3 new, 33 persisting, 2 resolved since 2026-11-28 03:10 UTC (2h 5m ago)`, in a list; empty without an earlier report. As
 * in the headline, what could not be looked at is not counted among the problems.
 */
export const changesTexts = ({ since, problems, run }: Report): readonly string[] => {
  if (since === undefined) return [];
  const count = (change: 'new' | 'persisting', isUnknown = false) =>
    problems.filter((problem) => problem.change === change && (problem.level === 'unknown') === isUnknown).length;
  const more = [
    [since.replaced.length, 'now another problem'],
    [since.notLookedAt.length, 'not looked at'],
    [count('new', true), 'newly could not look'],
  ] as const;
  const counts = [
    `${count('new')} new, ${count('persisting')} persisting, ${since.resolved.length} resolved`,
    ...more.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`])),
  ];
  const age = since.ageMs === 0 ? '' : ` (${formatDuration(since.ageMs)} ${run.snapshot === null ? 'ago' : 'before'})`;
  return [`${counts.join(', ')} since ${minuteText(since.lookedAt)}${age}`];
};

/** Problems that are named, of each kind; the others are in `-o json`. */
const MAX_NAMED = 10;

/** What became of the problems of the earlier report that are gone: a line each, those that were not looked at by reason. */
export const goneTexts = ({ since }: Report): readonly string[] => {
  if (since === undefined) return [];
  const { resolved, replaced, notLookedAt } = since;
  return [
    ...cutTexts(
      resolved.map((problem) => `resolved: ${goneText(problem)}`),
      'resolved',
    ),
    ...cutTexts(
      replaced.map((problem) => `now another problem: ${goneText(problem)}`),
      'replaced',
    ),
    ...[...Map.groupBy(notLookedAt, ({ why }) => why)]
      .map(([why, same]) => `not looked at, ${toOneLine(why)}: ${abbreviateList(same.map(subjectOfGone), 3)}`)
      .slice(0, MAX_NAMED),
  ];
};

const cutTexts = (texts: readonly string[], name: string): readonly string[] =>
  texts.length <= MAX_NAMED
    ? texts
    : [...texts.slice(0, MAX_NAMED), `${name}: ${texts.length - MAX_NAMED} more, all of them in -o json`];

type GoneProblem = ChangesSince['resolved'][number];

const goneText = (problem: GoneProblem): string =>
  toOneLine(`${problem.severity} ${subjectOfGone(problem)}: ${problem.message}`);

const subjectOfGone = ({ object, checks, message }: GoneProblem): string =>
  object === undefined ? toOneLine(checks.join(', ')) : subjectName({ object, message });
