import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type ComparedTarget, type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { oneOrMore, regexPattern } from '../../src/expectations/pattern.ts';
import { rangeLimits } from '../../src/expectations/range.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import type { NatsAnswer, NatsStream } from '../../src/probes/nats/nats.ts';
import { type ConsumerExpectations, compareConsumer } from './nats/compare-consumer.ts';
import { compareStream, numberOf, partOf, type StreamExpectations } from './nats/compare-stream.ts';
import { natsAddress, oneLogin } from './nats/params.ts';

export default defineCheck({
  group: 'queue',
  name: 'nats-jetstream',
  title: 'Streams of JetStream are led and have room, their consumers get on',
  why: 'A stream that is full refuses or drops messages, one without a leader takes none, and a consumer that nobody reads for lets them wait.',
  remedy:
    'Look at the stream or consumer that is named (nats stream info, nats consumer info): whose replica is behind, who subscribes, and what acknowledges.',
  remedies: {
    assertion:
      'Create the stream or consumer, or have the service that creates it started; compare account and domain.',
    empty_result: 'Compare streams, include, account and domain with the streams that there are (nats stream ls).',
  },
  severity: 'sev2',
  example:
    'url: { env: EVENTS_NATS_URL }\nstreams: [ORDERS]\nconsumers: [invoices]\nbytes: { warn: 80, fail: 95 }\npending: { warn: 1000, fail: 50000 }',
  needs: ['nats'],
  ...targetSources('host'),
  params: z
    .strictObject({
      ...natsAddress(),
      domain: z.string().min(1).optional().describe('Domain of JetStream; that of the account when left out'),
      streams: z.array(z.string().min(1)).min(1).optional().describe('Streams that must be there'),
      include: oneOrMore(regexPattern())
        .optional()
        .describe('Regular expressions of names of streams; all of them when neither this nor streams is given'),
      consumers: z.array(z.string().min(1)).min(1).optional().describe('Consumers that one of these streams must have'),
      messages: rangeLimits('%').optional().describe('Messages of each stream, in percent of max_msgs'),
      bytes: rangeLimits('%').optional().describe('Bytes of each stream, in percent of max_bytes'),
      lastMessage: rangeLimits('s').optional().describe('Time since the last message of each stream'),
      pending: rangeLimits().optional().describe('Messages of each consumer that were not delivered yet'),
      ackPending: rangeLimits().optional().describe('Messages that were delivered and not acknowledged'),
      redelivered: rangeLimits()
        .optional()
        .describe('Messages that were delivered more than once and not acknowledged'),
    })
    .refine(oneLogin, 'give one of user, token, credentials and nkey')
    .check(needsAddress),
  async run({ nats, params, measure, now, ...context }) {
    const { streams: names = [], include, consumers = [], ...rest } = params;
    const patterns = (include ?? []).map((pattern) => new RegExp(pattern));
    const isMeant = (name: string): boolean =>
      names.includes(name) || (include === undefined ? names.length === 0 : patterns.some((one) => one.test(name)));
    const answer = await nats({ ...rest, ask: 'streams', isMeant });
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    context.looked('streams', answer.streams.length);
    measureStreams(answer, measure);
    if (answer.streams.length === 0 && names.length === 0)
      throw new ProbeError('empty_result', `none of ${answer.names.length} streams is selected`, { undecided: true });
    const presence = [
      ...names.map((name) => comparePresence('stream', name, answer.names.includes(name))),
      ...consumers.map((name) => comparePresence('consumer', name, hasConsumer(answer, name))),
    ];
    return concludeComparisons(
      context,
      ...(presence.length === 0
        ? []
        : [
            {
              subject: { target: `NATS ${answer.target}`, evidence: { streams: answer.names.slice(0, 50) } },
              comparisons: presence,
            },
          ]),
      ...answer.streams.flatMap((stream) => streamTargets(stream, params, now)),
    );
  },
});

const comparePresence = (what: string, name: string, found: boolean): Comparison => ({
  ...{ name: `${what} ${name}`, operator: 'is', expected: 'there', actual: found ? 'there' : 'missing' },
  ...{ status: found ? 'pass' : 'fail', reason: 'assertion', text: `the ${what} ${name} is missing` },
});

const hasConsumer = ({ streams }: NatsAnswer, name: string): boolean =>
  streams.some(({ consumers }) => consumers.some((consumer) => consumer.name === name));

const streamTargets = (
  { stream, consumers }: NatsStream,
  expected: StreamExpectations & ConsumerExpectations,
  now: number,
): readonly ComparedTarget[] => {
  const name = String(partOf(stream, 'config').name);
  const evidence = { state: partOf(stream, 'state'), cluster: partOf(stream, 'cluster') };
  return [
    { subject: { target: `stream ${name}`, part: name, evidence }, comparisons: compareStream(stream, expected, now) },
    ...consumers.map((consumer) => ({
      subject: {
        target: `consumer ${consumer.name} of stream ${name}`,
        part: `${name}/${consumer.name}`,
        evidence: {
          ...{ pending: numberOf(consumer, 'num_pending'), ackPending: numberOf(consumer, 'num_ack_pending') },
          ...{ redelivered: numberOf(consumer, 'num_redelivered'), waiting: numberOf(consumer, 'num_waiting') },
        },
      },
      comparisons: compareConsumer(consumer, expected),
    })),
  ];
};

const measureStreams = (
  { streams, durationMs }: NatsAnswer,
  measure: (name: string, value: number, unit?: string) => void,
): void => {
  const pending = streams.flatMap(({ consumers }) =>
    consumers.flatMap((consumer) => numberOf(consumer, 'num_pending') ?? []),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  measure('duration', durationMs / 1000, 's');
  measure('streams', streams.length);
  measure('messages', sum(streams.flatMap(({ stream }) => numberOf(partOf(stream, 'state'), 'messages') ?? [])));
  if (pending.length > 0) measure('pending_max', Math.max(...pending));
};
