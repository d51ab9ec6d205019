import type { Registration } from '../check/check.ts';
import { type ViewName, viewLabel } from '../kubernetes/resources.ts';
import { kindWord } from '../text/kind-words.ts';

type JudgingSubject = Pick<Registration, 'views' | 'wantedViews' | 'judges' | 'selector'>;

/** The views whose rows a check judges; with rows of one of them it has looked at something. */
export const judgedViews = ({ views, wantedViews, judges }: JudgingSubject): readonly ViewName[] =>
  judges ?? (views.length > 0 ? views.slice(0, 1) : wantedViews);

/**
 * The verdict on a check without findings that has looked at no object: `skipped`, since nothing was verified. Undefined
 * when it has looked at one, or counts no objects. What a check counts itself, such as load balancers among Services, has
 * to be there beside the rows.
 */
export const verdictOfNothing = (subject: JudgingSubject, looked: Readonly<Record<string, number>>) => {
  const judged = judgedViews(subject)
    .map(viewLabel)
    .filter((name) => Object.hasOwn(looked, name));
  const names = [judged, ownCounts(subject, looked)].find(
    (counted) => counted.length > 0 && counted.every((name) => looked[name] === 0),
  );
  if (names === undefined) return undefined;
  const kinds = names.map(kindWord).join(' or ');
  const text = subject.selector === undefined ? `no ${kinds} here` : `"${subject.selector}" matches no ${kinds}`;
  return { status: 'skipped', reason: 'empty_result', message: `nothing to judge: ${text}` } as const;
};

/** What a check has counted itself, beside the rows of its views. */
export const ownCounts = ({ views, wantedViews }: JudgingSubject, looked: Readonly<Record<string, number>>) => {
  const rows = [...views, ...wantedViews].map(viewLabel);
  return Object.keys(looked).filter((name) => !rows.includes(name));
};
