import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, conclude } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { compareSet } from '../../src/expectations/record-set.ts';
import { waitFor } from '../../src/expectations/waiting.ts';
import { ProbeError } from '../../src/model/errors.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'SOA', 'CAA'] as const;
type Type = (typeof TYPES)[number];

const texts = () => z.array(z.string().min(1)).min(1).optional();

const params = z.strictObject({
  host: z.string().min(1).describe('Name to ask for, absolute; for PTR also an address'),
  type: z.enum(TYPES).default('A').describe('Type of the records'),
  resolvers: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("DNS servers to ask, `host` or `host:port`; the machine's when left out"),
  of: z.enum(['each', 'any']).default('each').describe('How many of the resolvers must answer as expected'),
  equals: texts().describe('The records, all and no others, in any order'),
  contains: texts().describe('Records that must be there'),
  excludes: texts().describe('Records that must not be there'),
  minAnswers: z.number().int().min(1).default(1).describe('Records at least'),
  ...latencyParams(),
});

type Params = z.output<typeof params>;

/** Expected records in the form in which the probe tells them. */
const normalized = (records: readonly string[] | undefined, type: Type): readonly string[] | undefined =>
  records?.map((record) => {
    if (type === 'TXT' || type === 'CAA') return record;
    if (type === 'AAAA') return URL.parse(`http://[${record}]`)?.hostname.slice(1, -1) ?? record;
    return record.toLowerCase().replace(/\.$/, '');
  });

const unanswered = (error: unknown): Comparison => {
  if (!(error instanceof ProbeError) || error.reason !== 'dns') throw error;
  const { reason, message } = error;
  return {
    name: 'answer',
    operator: 'is',
    expected: 'NOERROR',
    actual: message,
    status: 'fail',
    reason,
    text: message,
  };
};

export default defineCheck({
  group: 'endpoint',
  name: 'dns-resolution',
  title: 'Names resolve to the expected records',
  why: 'Without its name a service is gone for everybody, however healthy it is.',
  remedy: 'Ask each server by hand; look at the zone, its delegation, and in the cluster at CoreDNS and the Service.',
  severity: 'sev2',
  needs: ['dns'],
  params,
  async run({ dns, params, measure, looked, ...context }) {
    const { host: name, type } = params;
    const ask = async (server: string | undefined) => {
      const waiting = waitFor(context, server ?? 'the servers of the machine', dns({ name, type, server }));
      const answer = await waiting.catch(unanswered);
      const at = server ?? ('servers' in answer ? answer.servers.join(', ') : 'the servers of the machine');
      return { at, server, answer, comparisons: 'servers' in answer ? compareAnswer(answer, params) : [answer] };
    };
    const asked = await Promise.all((params.resolvers ?? [undefined]).map(ask));
    looked('resolvers', asked.length);
    const durations = asked.flatMap(({ answer }) => ('durationMs' in answer ? [answer.durationMs] : []));
    if (durations.length > 0) measure('duration', Math.max(...durations) / 1000, 's');
    const judged = params.of === 'any' ? best(asked) : asked;
    for (const { at } of asked.filter((one) => !judged.includes(one))) context.note(`${at} did not answer as expected`);
    return conclude(
      context,
      ...judged.map(({ at, server, answer, comparisons }) => {
        const evidence =
          'records' in answer ? { server: at, rcode: answer.rcode, records: answer.records } : { server: at };
        const next = [commandOf(params, server)];
        return { subject: { target: `${type} of ${name} at ${at}`, evidence, part: at, next }, comparisons };
      }),
    );
  },
});

/** Those that answered as expected, else those that did so slowly, else all. */
const best = <T extends { readonly comparisons: readonly Comparison[] }>(asked: readonly T[]): readonly T[] => {
  const without = (bad: readonly string[]): readonly T[] =>
    asked.filter(({ comparisons }) => comparisons.every(({ status }) => !bad.includes(status)));
  return (
    [without(['fail', 'error', 'warn']), without(['fail', 'error']), asked].find((list) => list.length > 0) ?? asked
  );
};

const commandOf = ({ host, type }: Params, server: string | undefined): string =>
  `dig ${server === undefined ? '' : `@${server.replace(/:(\d+)$/, ' -p $1')} `}${host} ${type}`;

const compareAnswer = (
  answer: { readonly rcode: string; readonly records: readonly string[]; readonly durationMs: number },
  params: Params,
): readonly Comparison[] => {
  const expected = (records: readonly string[] | undefined) => normalized(records, params.type);
  const { rcode, records } = answer;
  const exists: Comparison = {
    name: 'rcode',
    operator: 'is',
    expected: 'NOERROR',
    actual: rcode,
    status: rcode === 'NOERROR' ? 'pass' : 'fail',
    reason: 'dns',
    text: `the answer is ${rcode}`,
  };
  // A name that does not exist says it all: that it lacks each of its records would only bury it.
  if (exists.status === 'fail') return [exists];
  return [
    exists,
    ...compareSet(records, {
      equals: expected(params.equals),
      contains: expected(params.contains),
      excludes: expected(params.excludes),
      minAnswers: params.minAnswers,
    }),
    ...compareLatency(answer.durationMs, params),
  ];
};
