import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { tlsParams } from '../../src/expectations/http-request.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { regexPattern } from '../../src/expectations/pattern.ts';
import { duration } from '../../src/params/duration.ts';
import { hostName } from '../../src/params/host.ts';
import { secretOrText } from '../../src/params/secret.ts';
import { connectionTarget, eitherHostOrTarget, targetSources } from '../../src/params/service-target.ts';
import { compareClosed, compareOpen, throwUnjudged } from './tcp/compare-addresses.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'tcp-connection',
  title: 'TCP ports take connections',
  why: 'A port that refuses or swallows connections takes every client down with it, whatever they speak.',
  remedy:
    'Refused: nothing listens there, look at the process. Silent or unreachable: look at network policies, firewalls and routes.',
  remedies: {
    assertion: 'Something listens where nothing should: find its process, and what lets connections through to it.',
    protocol:
      'Compare what came back with what is expected: another server may listen there, or it is to be asked with TLS, or without.',
  },
  severity: 'sev2',
  example: 'host: queue\nport: 5672\nwarnAfter: 100ms',
  repeatable: ({ send }) => send === undefined,
  needs: ['tcp'],
  ...targetSources('host'),
  params: z
    .strictObject({
      host: hostName().optional().describe('Name or address to connect to'),
      port: z.number().int().min(1).max(65_535).optional().describe('Port to connect to'),
      target: connectionTarget().optional(),
      addresses: z
        .enum(['any', 'all'])
        .default('any')
        .describe('Of several addresses: any, as clients do, or all of them'),
      ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
      connectTimeout: duration().prefault('3s').describe('An address that is silent for so long is given up'),
      tls: tlsParams().optional().describe('Speak TLS, with these options'),
      send: secretOrText().optional().describe('Text to send once connected'),
      expect: regexPattern().optional().describe('Regular expression that what comes back must match'),
      allowClose: z
        .boolean()
        .default(false)
        .describe('Healthy also when the port takes a connection and closes it at once, before a byte'),
      mustBeClosed: z.boolean().default(false).describe('Healthy when the port takes no connections'),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, eitherHostOrTarget)
    .refine(
      ({ mustBeClosed, tls, send, expect }) => !mustBeClosed || [tls, send, expect].every((one) => one === undefined),
      'mustBeClosed leaves nothing to tls, send and expect',
    ),
  async run({ tcp, params, measure, looked, ...context }) {
    const { host = '', port = 0, ipFamily, connectTimeout, mustBeClosed, ...options } = params;
    const allowClose = options.allowClose || mustBeClosed;
    const addresses = mustBeClosed ? 'all' : options.addresses;
    const target = `${host}:${port}`;
    let partAnswer: string | undefined;
    const network = { host, port, family: ipFamily, addresses, connectTimeoutMs: connectTimeout };
    const unmatched = (text: string): void => {
      partAnswer = text;
    };
    const probe = tcp({ ...options, ...network, allowClose, unmatched });
    const answers = await noteTargetOnAbort(context, target, probe, () => partAnswer);
    throwUnjudged(answers, mustBeClosed);
    const slowest = Math.max(...answers.map(({ ms }) => ms));
    measure('duration', slowest / 1000, 's');
    looked('addresses', answers.length);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const silent = answers.filter(({ outcome }) => mustBeClosed && outcome === 'silent');
    for (const { address } of silent)
      context.note(`${address} was silent, not refusing: something drops packets to it`);
    const comparisons = mustBeClosed
      ? answers.map(compareClosed)
      : [...answers.map(compareOpen), ...compareLatency(slowest, params)];
    const evidence = {
      addresses: answers.map(({ address, outcome, received }) => ({ address, outcome, received: received ?? null })),
    };
    return concludeComparisons(context, { subject: { target, evidence }, comparisons });
  },
});
