import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import type { NatsAnswer } from '../../src/probes/nats/nats.ts';
import { natsAddress, oneLogin } from './nats/params.ts';

export default defineCheck({
  group: 'queue',
  name: 'nats-connection',
  title: 'NATS lets us in, answers, and stays',
  why: 'A port that is open may refuse the login, belong to a server that is about to leave (lame duck), or to one without JetStream.',
  remedy:
    'Look at the log of the server and at its monitoring endpoint (/healthz, /varz): why it leaves, or what is off.',
  severity: 'sev2',
  example: 'url: { env: EVENTS_NATS_URL }\njetstream: true\nservers: 3',
  needs: ['nats'],
  ...targetSources('host'),
  params: z
    .strictObject({
      ...natsAddress(),
      jetstream: z.boolean().default(false).describe('Whether JetStream must answer to this user'),
      servers: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('How many addresses of its cluster the server must tell its clients, its own included'),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, needsAddress)
    .refine(oneLogin, 'give one of user, token, credentials and nkey'),
  async run({ nats, params, measure, ...context }) {
    const { jetstream, ...address } = params;
    const answer = await nats({ ...address, ask: jetstream ? 'account' : undefined });
    measure('duration', answer.durationMs / 1000, 's');
    measure('round_trip', answer.roundTripMs / 1000, 's');
    measure('servers', answer.server.members.length);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const comparisons = [
      compareLameDuck(answer),
      ...(answer.jetstream === null ? [] : [compareJetStream(answer.jetstream)]),
      ...(params.servers === undefined ? [] : [compareServers(answer, params.servers)]),
      ...compareLatency(answer.durationMs, params),
    ];
    const { members, ...server } = answer.server;
    const evidence = { target: answer.target, ...server, members: members.slice(0, MAX_LISTED_MEMBERS) };
    return concludeComparisons(context, { subject: { target: `NATS ${answer.target}`, evidence }, comparisons });
  },
});

const MAX_LISTED_MEMBERS = 20;

const compareLameDuck = ({ server }: NatsAnswer): Comparison => ({
  name: 'lame duck',
  operator: 'eq',
  expected: false,
  actual: server.lameDuck,
  status: server.lameDuck ? 'warn' : 'pass',
  reason: 'status',
  text: 'the server is in lame duck mode: it ends its connections and leaves',
});

const compareJetStream = (answers: boolean): Comparison => ({
  name: 'jetstream',
  operator: 'eq',
  expected: true,
  actual: answers,
  status: answers ? 'pass' : 'fail',
  reason: 'status',
  text: 'JetStream does not answer: it is off in the server or for this account',
  advice: 'jetstream_off',
});

const compareServers = ({ server: { members } }: NatsAnswer, wanted: number): Comparison => ({
  name: 'servers',
  operator: 'ge',
  expected: wanted,
  actual: members.length,
  status: members.length >= wanted ? 'pass' : 'fail',
  reason: 'no_quorum',
  text: `the server knows ${members.length} addresses of its cluster${members.length === 0 ? '' : ` (${members.slice(0, 5).join(', ')})`}, expected at least ${wanted}`,
});
