import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { RabbitQueue } from './read-queues.ts';

/** What is expected of each queue that is selected. */
export interface QueueExpectations {
  readonly messages?: RangeLimits | undefined;
  readonly ready?: RangeLimits | undefined;
  readonly unacknowledged?: RangeLimits | undefined;
  readonly consumers?: RangeLimits | undefined;
  readonly age?: RangeLimits | undefined;
  readonly online?: RangeLimits | undefined;
}

/** Compares one queue with what is expected; `now` is in milliseconds since the epoch. A queue that is ill by its state has no numbers to compare. */
export const compareQueue = (queue: RabbitQueue, expected: QueueExpectations, now: number): readonly Comparison[] => {
  const state = compareQueueState(queue);
  if (state.status === 'fail') return [state];
  return [
    state,
    ...compareNumber('messages', queue.messages, `${countMessages(queue.messages)} in it`, expected.messages),
    ...compareNumber('ready', queue.ready, `${countMessages(queue.ready)} wait in it`, expected.ready),
    ...compareNumber(
      'unacknowledged',
      queue.unacknowledged,
      `${countMessages(queue.unacknowledged)} delivered and not acknowledged`,
      expected.unacknowledged,
    ),
    ...compareNumber('consumers', queue.consumers, describeConsumers(queue), expected.consumers),
    ...compareAge(queue, expected.age, now),
    ...compareNumber('online', queue.online, describeOnline(queue), expected.online),
  ];
};

/** States by which a queue takes and gives no messages. https://www.rabbitmq.com/docs/monitoring#queue-state */
const ILL_STATES: readonly string[] = [
  'down',
  'crashed',
  'stopped',
  'minority',
  'noproc',
  'timeout',
  'unavailable',
  'nodedown',
];
const WELL_STATES: readonly string[] = ['running', 'idle', 'live', 'flow', 'syncing'];

const compareQueueState = ({ state, messages }: RabbitQueue): Comparison => {
  const base = { name: 'state', operator: 'in', expected: [...WELL_STATES], actual: state } as const;
  if (state !== null && ILL_STATES.includes(state))
    return { ...base, status: 'fail', reason: 'status', text: `it is ${state}` };
  if (state === null && messages === null)
    return { ...base, status: 'error', reason: 'missing_value', text: NO_STATISTICS };
  const known = state === null || WELL_STATES.includes(state);
  return {
    ...base,
    status: known ? 'pass' : 'warn',
    reason: 'status',
    text: `its state is ${state}, which is not known`,
  };
};

const NO_STATISTICS =
  'it has no statistics: it was declared seconds ago, or the management plugin does not collect them (management_agent.disable_metrics_collector)';

const countMessages = (count: number | null): string =>
  count === null ? 'an unknown number of messages' : pluralize(count, 'message');

const describeConsumers = ({ consumers, messages }: RabbitQueue): string =>
  consumers === null ? 'its consumers are unknown' : `${pluralize(consumers, 'consumer')}, ${countMessages(messages)}`;

const describeOnline = ({ online, type }: RabbitQueue): string =>
  online === null ? `a ${type} queue has no members` : `${pluralize(online, 'member is', 'members are')} online`;

const compareNumber = (
  name: string,
  value: number | null,
  text: string,
  limits: RangeLimits | undefined,
): readonly Comparison[] => (limits === undefined ? [] : compareRange({ name, value, unit: '', text }, limits));

/** Of the message at the head; an empty queue has none, so that its age is 0. */
const compareAge = (
  { ready, headTimestamp, type }: RabbitQueue,
  limits: RangeLimits | undefined,
  now: number,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const value =
    ready === 0 ? 0 : headTimestamp === null || ready === null ? null : Math.max(0, now / 1000 - headTimestamp);
  const text =
    value === null
      ? `the age of its first message is unknown: ${type === 'classic' ? 'its publisher sets no timestamp' : `a ${type} queue does not say`}`
      : `its first message is ${Math.round(value)} s old`;
  return compareRange({ name: 'age', value, unit: 's', text }, limits);
};
