import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { duration } from '../../src/params/duration.ts';
import { hostAndPort } from '../../src/params/host.ts';
import { splitHostAndPort } from '../../src/text/host-port.ts';
import { compareFailure, compareOffset, failureOf, throwSilence } from './clock/compare-offset.ts';

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
  needs: ['ntp'],
  params: z
    .strictObject({
      servers: z
        .array(hostAndPort())
        .min(1)
        .describe('NTP servers, `host` or `host:port`; the one in the middle counts of several that answer'),
      minServers: z.number().int().min(1).default(1).describe('Servers that have to answer'),
      serverTimeout: duration().prefault('3s').describe('A server that is silent for so long is given up'),
      warn: duration().prefault('500ms').describe('Degraded when the clock is further off, ahead or behind'),
      fail: duration().prefault('5s').describe('Failed when the clock is further off'),
    })
    .refine(({ warn, fail }) => warn <= fail, { path: ['warn'], message: 'fail is reached before warn' })
    .refine(({ servers, minServers }) => minServers <= servers.length, {
      path: ['minServers'],
      message: 'more than there are servers',
    }),
  async run({ ntp, params, measure, looked, ...context }) {
    const asked = await Promise.all(
      params.servers.map(async (server) => {
        const asking = ntp({ ...splitHostAndPort(server), timeoutMs: params.serverTimeout });
        return noteTargetOnAbort(context, server, asking).catch(failureOf);
      }),
    );
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
      servers: answers.map(({ target, address, stratum, offsetMs, delayMs }) => ({
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
