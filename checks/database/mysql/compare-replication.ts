import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareMissing } from '../../../src/expectations/unanswered.ts';
import type { MysqlChannel } from '../../../src/probes/mysql/replication.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { MysqlExpectations } from './params.ts';

/** Compares replication as this server sees it: a thread that has stopped is a fault, whatever the lag was before. */
export const compareChannels = (
  channels: readonly MysqlChannel[],
  expected: MysqlExpectations,
): readonly Comparison[] => [
  ...compareCount(channels, expected),
  ...channels.flatMap((channel) => {
    const threads = [compareThread(channel, 'receiver'), compareThread(channel, 'applier')];
    const isRunning = threads.every(({ status }) => status === 'pass');
    // Of a thread that does not run the server knows no lag, which its own comparison says already.
    return isRunning ? [...threads, ...compareLag(channel, expected)] : threads;
  }),
];

const compareCount = (
  channels: readonly MysqlChannel[],
  { channels: limits, lag }: MysqlExpectations,
): readonly Comparison[] => {
  const text =
    channels.length === 0
      ? 'the server replicates from no other'
      : `the server replicates from ${pluralize(channels.length, 'source')} (${channels.map(sourceOf).join(', ')})`;
  const counted =
    limits === undefined ? [] : compareRange({ name: 'channels', value: channels.length, unit: '', text }, limits);
  if (lag === undefined || channels.length > 0 || counted.some(({ status }) => status === 'fail')) return counted;
  const base = { name: 'replication', operator: 'exists', expected: true, actual: false } as const;
  return [...counted, { ...base, status: 'fail', reason: 'empty_result', text: `${text}, and has no lag` }];
};

const THREADS = {
  receiver: { title: 'receiver (IO) thread', error: 'receiverError' },
  applier: { title: 'applier (SQL) thread', error: 'applierError' },
} as const;

const compareThread = (channel: MysqlChannel, thread: keyof typeof THREADS): Comparison => {
  const { title, error } = THREADS[thread];
  const state = channel[thread];
  const isRunning = state === 'Yes';
  const why = channel[error];
  const cause = why === null ? 'no error is reported: see whether somebody has stopped it' : why;
  const does = /^(No|unknown)$/.test(state) ? 'does not run' : `is ${state.toLowerCase()}`;
  return {
    name: `${thread} from ${sourceOf(channel)}`,
    operator: 'eq',
    expected: 'Yes',
    actual: state,
    status: isRunning ? 'pass' : 'fail',
    reason: thread === 'receiver' ? 'unreachable' : 'status',
    text: `replication from ${sourceOf(channel)} has stopped: the ${title} ${does}: ${cause}`,
    advice: isRunning ? undefined : 'replication_stopped',
  };
};

const compareLag = (channel: MysqlChannel, { lag: limits }: MysqlExpectations): readonly Comparison[] => {
  const { lagSeconds, delaySeconds } = channel;
  const name = `lag of ${sourceOf(channel)}`;
  if (lagSeconds === null) {
    const text = `how far replication from ${sourceOf(channel)} is behind is unknown (Seconds_Behind is NULL)`;
    return [compareMissing(name, text)];
  }
  if (limits === undefined) return [];
  const meant = delaySeconds === 0 ? '' : `, ${delaySeconds} s of them on purpose`;
  const text = `this replica of ${sourceOf(channel)} is ${lagSeconds} s behind${meant}`;
  return compareRange({ name, value: Math.max(0, lagSeconds - delaySeconds), unit: 's', text }, limits);
};

const sourceOf = ({ name, source }: MysqlChannel): string => (name === '' ? source : `${source} (${name})`);
