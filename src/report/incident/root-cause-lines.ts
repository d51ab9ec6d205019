import { meaningOf } from '../../model/reasons.ts';
import type { Consequence, Problem, Report, ReportedFinding } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { subjectName } from '../present/names.ts';
import { indexDetails } from '../present/problem-details.ts';
import { evidenceLines, remainingEvidence } from '../present/remaining-evidence.ts';
import { type Story, storyText, tellStories } from '../present/stories.ts';
import { secondText } from './collect-moments.ts';
import { noteText } from './note-text.ts';

/** Stories that are told with their evidence; of the others there is a line each. */
const MAX_DETAILED = 40;

/** Every problem in order of weight: numbered, those with one cause under one number, the first of them with their evidence. */
export const rootCauseLines = (report: Report): readonly string[] => {
  const detailsOf = indexDetails(report);
  const following = Map.groupBy(report.consequences, ({ causedBy }) => causedBy);
  return tellStories(report).flatMap((story, at) => {
    const head = `${at + 1}. ${noteText(storyText(story))}`;
    if (at >= MAX_DETAILED) return [head];
    const { finding, result } = detailsOf(story.lead);
    const lines: readonly (readonly [label: string, text: string])[] = [
      ['Since', sinceText(story)],
      ['Why', whyText(story.lead)],
      ['Same', sameText(story)],
      ...evidenceFacts(finding),
      ['Takes along', effectsText(story, following)],
      ...(finding?.next ?? []).slice(0, 2).map((command) => ['Next', command] as const),
      ['Remedy', result?.remedy ?? ''],
      ['Runbook', result?.runbook ?? ''],
    ];
    return [
      head,
      ...lines.filter(([, text]) => text !== '').map(([label, text]) => `   - ${label}: ${noteText(text)}`),
    ];
  });
};

/** An age in a message is of the moment of the look. */
const STATED_AGE = /\bfor \d+[smhd]|\b\d+[smhd] ago\b/;

/** The earliest moment that the objects of the story tell. */
const sinceText = ({ lead, problems }: Story): string => {
  const since = problems.flatMap((problem) => problem.since ?? []).toSorted()[0];
  if (since !== undefined) return secondText(since);
  return STATED_AGE.test(lead.message) ? '' : 'the objects do not tell';
};

/** What a reason of a user's own check means, its message tells. */
const whyText = ({ reason }: Problem): string => {
  const meaning = reason === null ? undefined : meaningOf(reason);
  return meaning === undefined ? (reason ?? 'unknown') : `${reason} (${meaning})`;
};

const sameText = ({ problems }: Story): string =>
  abbreviateList(
    problems.slice(1).map(({ object, message, check }) => (object ? subjectName({ object, message }) : check)),
    10,
  );

const evidenceFacts = (finding: ReportedFinding | undefined): readonly (readonly [string, string])[] =>
  finding === undefined
    ? []
    : remainingEvidence(finding)
        .slice(0, 4)
        .map(([name, value]) => [`Evidence, ${name}`, evidenceLines(value).slice(-3).join(' | ')]);

const effectsText = ({ problems }: Story, following: ReadonlyMap<string, readonly Consequence[]>): string => {
  const effects = problems.flatMap(({ fingerprint }) => following.get(fingerprint) ?? []);
  const names = effects.map((effect) => `${effect.reason} of ${subjectName(effect)}`);
  return abbreviateList([...new Set(names)], 10);
};
