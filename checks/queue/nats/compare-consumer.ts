import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { Json } from '../../../src/model/json.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { compareReplicas, numberOf, partOf } from './compare-stream.ts';

type Row = { readonly [name: string]: Json };

export interface ConsumerExpectations {
  readonly pending?: RangeLimits | undefined;
  readonly ackPending?: RangeLimits | undefined;
  readonly redelivered?: RangeLimits | undefined;
}

/** Compares a consumer with what is expected of it. */
export const compareConsumer = (consumer: Row, expected: ConsumerExpectations): readonly Comparison[] => [
  ...compareReplicas(consumer, 'consumer'),
  ...comparePush(consumer),
  ...compareHeldUp(consumer),
  ...compareCount(consumer, 'num_pending', 'not delivered yet', expected.pending),
  ...compareCount(consumer, 'num_ack_pending', 'delivered and not acknowledged', expected.ackPending),
  ...compareCount(consumer, 'num_redelivered', 'delivered more than once', expected.redelivered),
];

/** A push consumer delivers to a subject, and stands still while nobody subscribes to it. */
const comparePush = (consumer: Row): readonly Comparison[] => {
  const subject = partOf(consumer, 'config').deliver_subject;
  if (typeof subject !== 'string') return [];
  const isBound = consumer.push_bound === true;
  const pending = numberOf(consumer, 'num_pending') ?? 0;
  const stalls = !isBound && pending > 0;
  return [
    {
      ...{ name: 'push', operator: 'is', expected: 'bound', actual: isBound ? 'bound' : 'not bound' },
      ...{ status: stalls ? 'fail' : 'pass', reason: 'status' },
      text: `nobody subscribes to what it delivers to (${subject}), and ${pluralize(pending, 'message waits', 'messages wait')}`,
    },
  ];
};

/** With as many messages out as may be, nothing is delivered until one of them is acknowledged. */
const compareHeldUp = (consumer: Row): readonly Comparison[] => {
  const max = numberOf(partOf(consumer, 'config'), 'max_ack_pending') ?? -1;
  const out = numberOf(consumer, 'num_ack_pending') ?? 0;
  const pending = numberOf(consumer, 'num_pending') ?? 0;
  if (max <= 0) return [];
  const isHeldUp = out >= max && pending > 0;
  return [
    {
      ...{ name: 'delivery', operator: 'lt', expected: max, actual: out },
      ...{ status: isHeldUp ? 'warn' : 'pass', reason: 'threshold' },
      text: `delivery is held up: ${out} messages are not acknowledged, and max_ack_pending is ${max}`,
    },
  ];
};

const compareCount = (
  consumer: Row,
  field: string,
  what: string,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const value = numberOf(consumer, field);
  const text = value === null ? `${field} is unknown` : `${pluralize(value, 'message')} ${what}`;
  return compareRange({ name: field, value, unit: '', text }, limits);
};
