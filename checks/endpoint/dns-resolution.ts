import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { hostAndPort, hostName } from '../../src/params/host.ts';
import { refusedParam } from '../../src/params/refused-param.ts';
import { recordTypes } from '../../src/probes/dns/record-types.ts';
import { compareRecords, compareUnresolved, recordList } from './dns/compare-records.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'dns-resolution',
  title: 'Names resolve to the expected records',
  why: 'Without its name a service is gone for everybody, however healthy it is.',
  remedy: 'Ask each server by hand; look at the zone, its delegation, and in the cluster at CoreDNS and the Service.',
  severity: 'sev2',
  example: 'host: payments.example.com\ntype: A\nminAnswers: 1',
  needs: ['dns'],
  params: z
    .strictObject({
      host: hostName().describe('Name to ask for, absolute; for PTR also an address'),
      type: z.enum(recordTypes).default('A').describe('Type of the records'),
      resolvers: z
        .array(hostAndPort())
        .min(1)
        .optional()
        .describe("DNS servers to ask, `host` or `host:port`; the machine's when left out"),
      of: z.enum(['each', 'any']).default('each').describe('How many of the resolvers must answer as expected'),
      equals: recordList().describe('The records, all and no others, in any order'),
      contains: recordList().describe('Records that must be there'),
      excludes: recordList().describe('Records that must not be there'),
      minAnswers: z.number().int().min(1).optional().describe('Records at least; 1 when left out'),
      rcode: z
        .enum(['NOERROR', 'NXDOMAIN', 'NODATA', 'REFUSED', 'SERVFAIL'])
        .default('NOERROR')
        .describe(
          'Healthy when the name has records, does not exist, has no record of the type, or the server refuses or cannot answer',
        ),
      dnssec: refusedParam(
        'signatures of DNSSEC are not verified: ask a resolver that verifies them, which answers SERVFAIL where they are wrong',
      ),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency)
    .refine(
      ({ rcode, equals, contains, minAnswers }) =>
        rcode === 'NOERROR' || [equals, contains, minAnswers].every((one) => one === undefined),
      'an answer without records has none to compare: leave equals, contains and minAnswers out',
    ),
  async run({ dns, params, measure, looked, ...context }) {
    const { host: name, type, rcode } = params;
    const refusal = rcode === 'REFUSED' || rcode === 'SERVFAIL' ? rcode : undefined;
    const ask = async (server: string | undefined) => {
      const waiting = noteTargetOnAbort(
        context,
        server ?? 'the servers of the machine',
        dns({ name, type, server, refusal }),
      );
      const answer = await waiting.catch(compareUnresolved);
      const at = server ?? ('servers' in answer ? answer.servers.join(', ') : 'the servers of the machine');
      return { at, server, answer, comparisons: 'servers' in answer ? compareRecords(answer, params) : [answer] };
    };
    const asked = await Promise.all((params.resolvers ?? [undefined]).map(ask));
    looked('resolvers', asked.length);
    const durations = asked.flatMap(({ answer }) => ('durationMs' in answer ? [answer.durationMs] : []));
    if (durations.length > 0) measure('duration', Math.max(...durations) / 1000, 's');
    const judged = params.of === 'any' ? bestAnswers(asked) : asked;
    for (const { at } of asked.filter((one) => !judged.includes(one))) context.note(`${at} did not answer as expected`);
    return concludeComparisons(
      context,
      ...judged.map(({ at, server, answer, comparisons }) => {
        const evidence =
          'records' in answer ? { server: at, rcode: answer.rcode, records: answer.records } : { server: at };
        const next = [digCommand(name, type, server)];
        return { subject: { target: `${type} of ${name} at ${at}`, evidence, part: at, next }, comparisons };
      }),
    );
  },
});

/** The answers that are as expected, else those that only warn, else all. */
const bestAnswers = <T extends { readonly comparisons: readonly Comparison[] }>(asked: readonly T[]): readonly T[] => {
  const without = (bad: readonly string[]): readonly T[] =>
    asked.filter(({ comparisons }) => comparisons.every(({ status }) => !bad.includes(status)));
  return (
    [without(['fail', 'error', 'warn']), without(['fail', 'error']), asked].find((list) => list.length > 0) ?? asked
  );
};

const digCommand = (name: string, type: string, server: string | undefined): string =>
  `dig ${server === undefined ? '' : `@${server.replace(/:(\d+)$/, ' -p $1')} `}${name} ${type}`;
