import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { KafkaAnswer } from '../../../src/probes/kafka/kafka.ts';

interface BrokerExpectations {
  readonly brokers?: { readonly min?: number | undefined; readonly ids?: readonly number[] | undefined } | undefined;
}

/** Compares the brokers of the cluster with those that must be in it, and whether each can be reached. */
export const compareBrokers = (answer: KafkaAnswer, { brokers: wanted }: BrokerExpectations): readonly Comparison[] => [
  compareController(answer),
  ...compareCount(answer, wanted?.min ?? 1),
  ...(wanted?.ids ?? []).map((id) => compareMember(answer, id)),
  ...answer.reached.map(compareReached),
];

const compareController = ({ controllerId }: KafkaAnswer): Comparison => ({
  name: 'controller',
  operator: 'ge',
  expected: 0,
  actual: controllerId,
  status: controllerId >= 0 ? 'pass' : 'fail',
  reason: 'no_quorum',
  text: 'the cluster has no controller: partitions get no new leaders, and topics do not change',
});

const compareCount = ({ brokers }: KafkaAnswer, min: number): readonly Comparison[] => [
  {
    name: 'brokers',
    operator: 'ge',
    expected: min,
    actual: brokers.length,
    status: brokers.length >= min ? 'pass' : 'fail',
    reason: 'no_quorum',
    text: `${brokers.length} brokers are in the cluster (${brokers.map(({ id }) => id).join(', ')}), expected at least ${min}`,
  },
];

const compareMember = ({ brokers }: KafkaAnswer, id: number): Comparison => {
  const found = brokers.some((broker) => broker.id === id);
  return {
    name: `broker ${id}`,
    operator: 'is',
    expected: 'in the cluster',
    actual: found ? 'in the cluster' : 'missing',
    status: found ? 'pass' : 'fail',
    reason: 'no_quorum',
    text: `broker ${id} is not in the cluster`,
  };
};

const compareReached = ({ broker, problem }: KafkaAnswer['reached'][number]): Comparison => {
  const base = { name: `advertised address of broker ${broker.id}`, operator: 'is', expected: 'reachable' } as const;
  if (problem === null)
    return { ...base, actual: 'reachable', status: 'pass', reason: 'unreachable', text: 'it can be reached' };
  const { reason, message, advice } = problem;
  return { ...base, actual: 'not reachable', status: 'fail', reason, text: message, advice };
};
