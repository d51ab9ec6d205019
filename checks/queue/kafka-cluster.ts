import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { rangeLimits } from '../../src/expectations/range.ts';
import type { ProbeError } from '../../src/model/errors.ts';
import type { KafkaAnswer } from '../../src/probes/kafka/kafka.ts';
import { compareBrokers } from './kafka/compare-brokers.ts';
import { comparePartitions, isOffline, isUnderReplicated, MIN_ISR_SETTING } from './kafka/compare-partitions.ts';
import { clusterEvidence, noteAnswer } from './kafka/note-answer.ts';
import { kafkaAddress, toKafkaOptions } from './kafka/params.ts';

export default defineCheck({
  group: 'queue',
  name: 'kafka-cluster',
  title: 'Kafka has its brokers, reachable, and all partitions in sync',
  why: 'One broker that answers says nothing of the others: partitions without a leader stop, those below min ISR refuse writes, and an address that nobody can reach stops every client.',
  remedy:
    'Look at the brokers that are missing or not in sync: whether they run, their logs and disks, and the network between them.',
  severity: 'sev2',
  example: 'bootstrap: [kafka-0.kafka:9092, kafka-1.kafka:9092]\nbrokers: { min: 3 }',
  needs: ['kafka'],
  params: z
    .strictObject({
      ...kafkaAddress(),
      brokers: z
        .strictObject({
          min: z.number().int().min(1).optional().describe('How many brokers must be in the cluster'),
          ids: z.array(z.number().int().min(0)).min(1).optional().describe('Ids of brokers that must be in it'),
        })
        .refine(({ min, ids }) => min !== undefined || ids !== undefined, 'nothing is compared: add min or ids')
        .optional()
        .describe('Brokers of the cluster'),
      advertised: z
        .boolean()
        .default(true)
        .describe('Whether each broker must be reachable from here at the address that it advertises, as for clients'),
      offline: rangeLimits().prefault({ fail: 0 }).describe('Partitions without a leader'),
      underReplicated: rangeLimits().prefault({ warn: 0 }).describe('Partitions that lack replicas in sync'),
      belowMinIsr: rangeLimits()
        .optional()
        .describe(
          'Partitions with fewer replicas in sync than min.insync.replicas; `{ fail: 0 }` where the user may see settings, when left out',
        ),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency),
  async run({ kafka, params, ...context }) {
    const answer = await kafka({
      ...toKafkaOptions(params),
      ...{ topics: null, settings: [MIN_ISR_SETTING], reachBrokers: params.advertised },
    });
    noteAnswer(context, answer, params);
    measureCluster(answer, context.measure);
    context.looked('brokers', answer.brokers.length);
    const denied = deniedSetting(answer);
    if (denied !== undefined && params.belowMinIsr === undefined)
      context.note(`min.insync.replicas could not be compared: ${denied.message}`);
    const limits = { ...params, belowMinIsr: params.belowMinIsr ?? NONE_BELOW };
    const comparisons = [
      ...compareBrokers(answer, params),
      ...comparePartitions(answer, limits, denied === undefined),
      ...(denied !== undefined && params.belowMinIsr !== undefined ? [undecidedIsr(denied)] : []),
      ...compareLatency(answer.durationMs, params),
    ];
    return concludeComparisons(context, {
      subject: { target: `Kafka ${answer.target}`, evidence: clusterEvidence(answer) },
      comparisons,
    });
  },
});

const NONE_BELOW = { fail: { min: 0, max: 0, inside: true } } as const;

/** Why the settings of a topic may not be seen, undefined when all of them may. */
const deniedSetting = ({ settings }: KafkaAnswer): ProbeError | undefined =>
  [...settings.values()].flatMap((one) => ('problem' in one ? [one.problem] : []))[0];

const undecidedIsr = ({ reason, message, advice }: ProbeError): Comparison => ({
  name: 'partitions below min ISR',
  operator: 'within',
  expected: MIN_ISR_SETTING,
  actual: null,
  status: 'error',
  reason,
  text: message,
  advice,
});

const measureCluster = ({ brokers, topics }: KafkaAnswer, measure: (name: string, value: number) => void): void => {
  const partitions = topics.flatMap((topic) => topic.partitions);
  measure('brokers', brokers.length);
  measure('partitions', partitions.length);
  measure('partitions_offline', partitions.filter(isOffline).length);
  measure('partitions_under_replicated', partitions.filter(isUnderReplicated).length);
};
