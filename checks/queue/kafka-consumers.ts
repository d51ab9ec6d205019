import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { rangeLimits } from '../../src/expectations/range.ts';
import { statusOfProblem } from '../../src/model/reasons.ts';
import { duration } from '../../src/params/duration.ts';
import type { AskedGroups, KafkaGroup } from '../../src/probes/kafka/answer.ts';
import type { KafkaAnswer } from '../../src/probes/kafka/kafka.ts';
import { answeredValue } from '../../src/probes/part-answer.ts';
import { compareGroup, type GroupExpectations, lagOf, lagsOf } from './kafka/compare-group.ts';
import { clusterEvidence, noteAnswer } from './kafka/note-answer.ts';
import { kafkaAddress, toKafkaOptions } from './kafka/params.ts';

export default defineCheck({
  group: 'queue',
  name: 'kafka-consumers',
  title: 'Consumer groups of Kafka have members and keep up',
  why: 'Messages wait unseen when a group has lost its members, hangs on one message, or is slower than its producers.',
  remedy:
    'Look at the consumers of the group that is named: whether they run, rebalance again and again, or hang on a message; kafka-consumer-groups.sh --describe shows who has which partition.',
  remedies: {
    assertion:
      'Look at the members of the group and their logs. A group that is missing has never had any, or its offsets have expired; offsets beyond the end come from a topic that was deleted and made anew.',
  },
  severity: 'sev2',
  example: 'bootstrap: [kafka:9092]\ngroups: [invoices, mails]\nlag: { warn: 1000, fail: 50000 }',
  needs: ['kafka'],
  params: z.strictObject({
    ...kafkaAddress(),
    groups: z.array(z.string().min(1)).min(1).max(100).describe('Consumer groups, classic ones and those of KIP-848'),
    topics: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Topics whose offsets count; all that the group has committed, when left out'),
    members: rangeLimits()
      .prefault({ fail: '1:' })
      .describe('Members of each group; `{ fail: "0:" }` for jobs that come and go'),
    lag: rangeLimits().optional().describe('Messages that each group is behind, over all partitions'),
    partitionLag: rangeLimits().optional().describe('Messages that it is behind in its worst partition'),
    progressWithin: duration()
      .optional()
      .describe(
        'Looks twice so far apart: a partition with messages that wait must get on meanwhile; takes so much longer',
      ),
  }),
  async run({ kafka, params, ...context }) {
    const { groups, topics, progressWithin } = params;
    const answer = await kafka({
      ...toKafkaOptions(params),
      consumers: { groups, topics },
      lookAgainMs: progressWithin,
    });
    noteAnswer(context, answer, params);
    context.looked('groups', answer.groups.length);
    measureGroups(answer.groups, context.measure);
    for (const text of uncommittedNotes(answer.groups)) context.note(text);
    const compared = answer.groups.map((asked) => ({
      subject: { target: `group ${asked.group}`, part: asked.group, evidence: groupEvidence(answer, asked) },
      comparisons: compareAsked(asked, params, answer.groupsLater),
    }));
    return concludeComparisons(context, ...compared);
  },
});

type AskedGroup = AskedGroups[number];

const compareAsked = (
  { group, answer }: AskedGroup,
  expected: GroupExpectations,
  later: AskedGroups,
): readonly Comparison[] => {
  if ('value' in answer)
    return compareGroup(answer.value, expected, answeredValue(later.find((one) => one.group === group)?.answer));
  const { reason, message, advice } = answer.problem;
  const status = statusOfProblem(answer.problem);
  return [
    { name: 'group', operator: 'is', expected: 'described', actual: null, status, reason, text: message, advice },
  ];
};

const knownGroups = (groups: AskedGroups): readonly KafkaGroup[] =>
  groups.flatMap(({ answer }) => answeredValue(answer) ?? []);

/** Numbers of all groups, where all of them are known: those of some would be too small. */
const measureGroups = (groups: AskedGroups, measure: (name: string, value: number) => void): void => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const known = knownGroups(groups);
  if (known.length < groups.length) return;
  measure('members', sum(known.map(({ members }) => members)));
  const lags = known.map(lagsOf);
  const all = lags.flatMap((one) => one ?? []);
  if (all.length === 0 || lags.includes(null)) return;
  measure('lag', sum(all));
  measure('lag_max', Math.max(...all));
};

const uncommittedNotes = (groups: AskedGroups): readonly string[] =>
  groups.flatMap(({ group, answer }) => {
    const count = answeredValue(answer)?.partitions.filter(({ committed }) => committed < 0n).length ?? 0;
    return count === 0 ? [] : [`group ${group} has committed no offset in ${count} partitions, which do not count`];
  });

/** Partitions in the evidence, those that are furthest behind. */
const MAX_PARTITIONS = 20;

const groupEvidence = (answer: KafkaAnswer, { answer: asked }: AskedGroup) => {
  const group = answeredValue(asked);
  const partitions = (group?.partitions ?? [])
    .map((one) => ({ topic: one.topic, partition: one.partition, committed: String(one.committed), lag: lagOf(one) }))
    .toSorted((a, b) => (b.lag ?? 0) - (a.lag ?? 0));
  return {
    ...clusterEvidence(answer),
    ...(group === undefined ? {} : { state: group.state, protocol: group.protocol, members: group.members }),
    partitions: partitions.slice(0, MAX_PARTITIONS),
  };
};
