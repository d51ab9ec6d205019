import { kindTitle } from '../../kubernetes/namesakes.ts';
import type { ObjectRef, Problem, Report } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { objectName, withoutContainer } from './names.ts';

/** Problems with one cause, the worst first; most stories are of one problem. */
export interface Story {
  readonly lead: Problem;
  readonly problems: readonly Problem[];
  /** Findings that follow from any of them. */
  readonly consequences: number;
}

/** The stories of a report in the order of its problems, the worst first. */
export const tellStories = ({ problems }: Report): readonly Story[] =>
  [...Map.groupBy(problems, ({ story }) => story).values()].map((members) => ({
    lead: members[0] as Problem,
    problems: members,
    consequences: members.reduce((total, { consequences }) => total + consequences.length, 0),
  }));

/** What a story is about: its object, or how many there are and the first of them; the checks, of one without objects. */
export const storySubject = ({ lead, problems }: Story): string => {
  if (lead.level === 'unknown') return couldNotLook(problems);
  const objects = problems.flatMap(({ object }) => (object === undefined ? [] : [object]));
  if (objects.length === 0) return toOneLine(`${lead.service}/${lead.check}`);
  if (objects.length === 1) return objectName(withoutContainer(objects[0] as ObjectRef));
  const names = [...new Set(objects.map(shortName))];
  return toOneLine(`${pluralize(names.length, kindOf(objects))} (${abbreviateList(names, 2)})`);
};

const couldNotLook = (problems: readonly Problem[]): string => {
  const checks = problems.flatMap((problem) => problem.checks);
  return checks.length === 1 ? toOneLine(`${checks[0]} could not look`) : `${checks.length} checks could not look`;
};

const shortName = ({ namespace, name }: ObjectRef): string => (namespace === undefined ? name : `${namespace}/${name}`);

const kindOf = (objects: readonly ObjectRef[]): string => {
  const kinds = new Set(objects.map(kindTitle));
  return kinds.size === 1 ? ([...kinds][0] as string) : 'workload';
};

/** `sev1 Service shop/web: no ready endpoints (+3)`, in one line: what follows is the number at its end; a warning says so. */
export const storyText = (story: Story): string => {
  const { severity, level, message } = story.lead;
  const weight = level === 'warning' ? `${severity} warning` : severity;
  return toOneLine(`${weight} ${newMark(story)}${storySubject(story)}: ${message}${consequencesMark(story)}`);
};

/** A mark for what the earlier report lacks, with a space behind it; empty for what persists, and without an earlier report. */
export const newMark = ({ problems }: Story): string => {
  const fresh = problems.filter(({ change }) => change === 'new').length;
  if (fresh === 0) return '';
  return fresh === problems.length ? 'NEW ' : `${fresh} of ${problems.length} NEW `;
};

/** ` (+3)`: how many findings follow; empty without any. */
export const consequencesMark = ({ consequences }: Story): string => (consequences === 0 ? '' : ` (+${consequences})`);
