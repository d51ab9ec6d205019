import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { tlsParams } from '../../src/expectations/http-request.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { duration } from '../../src/params/duration.ts';
import { hostAndPort } from '../../src/params/host.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { splitHostAndPort } from '../../src/text/host-port.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { type ClockReading, compareFailure, compareOffset, failureOf, throwSilence } from './clock/compare-offset.ts';
import { readDate } from './clock/read-date.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'clock-offset',
  title: 'The clock of the machine is right',
  why: 'Certificates, tokens and leases are refused by a clock that is wrong, and logs of two machines cannot be put in order.',
  remedy:
    'See whether the time service of the node runs (chronyc tracking, timedatectl), and whether UDP port 123 is let out to its servers.',
  remedies: {
    assertion: 'The time server has lost its own source: look at it, or name another one.',
    permission: 'The time server refuses: ask one that is meant for you, and less often.',
  },
  severity: 'sev3',
  example: 'servers: [0.pool.ntp.org, time.example.com]\nwarn: 500ms\nfail: 5s',
  needs: ['ntp', 'http'],
  params: z
    .strictObject({
      servers: z
        .array(hostAndPort())
        .default([])
        .describe('NTP servers, `host` or `host:port`; the one in the middle counts of several that answer'),
      dates: z
        .array(httpUrl())
        .default([])
        .describe(
          'URLs whose answers have a date, of whatever status, to the second: `https://kubernetes.default.svc/version` is the clock of the API server',
        ),
      tls: tlsParams().optional().describe('TLS options for these URLs'),
      minServers: z.number().int().min(1).default(1).describe('Clocks that have to answer, of both kinds'),
      serverTimeout: duration().prefault('3s').describe('A server that is silent for so long is given up'),
      warn: duration().prefault('500ms').describe('Degraded when the clock is further off, ahead or behind'),
      fail: duration().prefault('5s').describe('Failed when the clock is further off'),
    })
    .refine(({ warn, fail }) => warn <= fail, { path: ['warn'], message: 'fail is reached before warn' })
    .refine(({ servers, dates }) => servers.length + dates.length > 0, 'no clock is asked: give servers or dates')
    .refine(({ servers, dates, minServers }) => minServers <= servers.length + dates.length, {
      path: ['minServers'],
      message: 'more than there are servers',
    }),
  async run({ ntp, http, params, measure, looked, ...context }) {
    const { serverTimeout, tls } = params;
    const ask = (target: string, asking: Promise<ClockReading>) =>
      noteTargetOnAbort(context, target, asking).catch(failureOf);
    const asked = await Promise.all([
      ...params.servers.map((server) => ask(server, ntp({ ...splitHostAndPort(server), timeoutMs: serverTimeout }))),
      ...params.dates.map((url) => ask(redactUrl(url), readDate(http, { url, tls, limitMs: serverTimeout }))),
    ]);
    if (tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const answers = asked
      .flatMap((one) => ('offsetMs' in one ? [one] : []))
      .toSorted((a, b) => a.offsetMs - b.offsetMs);
    const failures = asked.flatMap((one) => ('offsetMs' in one ? [] : [one]));
    const isEnough = answers.length >= params.minServers;
    if (!isEnough) throwSilence(failures);
    looked('servers', answers.length);
    const middle = answers[Math.floor(answers.length / 2)];
    if (middle !== undefined) {
      measure('offset', middle.offsetMs / 1000, 's');
      measure('delay', middle.delayMs / 1000, 's');
    }
    if (isEnough) for (const { message } of failures) context.note(message);
    const evidence = {
      servers: answers.map(({ target, address, stratum = null, offsetMs, delayMs }) => ({
        ...{ target, address, stratum },
        offset: Math.round(offsetMs) / 1000,
        delay: Math.round(delayMs) / 1000,
      })),
    };
    return concludeComparisons(context, {
      subject: { target: 'the clock of this machine', evidence },
      comparisons: [
        ...(isEnough ? [] : failures.map(compareFailure)),
        ...(middle === undefined ? [] : compareOffset(middle, params)),
      ],
    });
  },
});
