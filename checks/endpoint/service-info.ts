import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Compared, type Comparison, conclude, cut, told } from '../../src/expectations/comparison.ts';
import { daysLeftParams } from '../../src/expectations/days-left.ts';
import { requestOf, requestParams } from '../../src/expectations/http-request.ts';
import { compareStatus } from '../../src/expectations/http-response.ts';
import { parseDocument } from '../../src/expectations/json-document.ts';
import { compareJson, type JsonExpectation, jsonExpectation, path } from '../../src/expectations/json-path.ts';
import { compareExpiry, compareSame, type Told } from '../../src/expectations/replicas.ts';
import { waitFor } from '../../src/expectations/waiting.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { secretOrPlain } from '../../src/params/secret.ts';
import type { Probes } from '../../src/probes/index.ts';
import { publicUrl } from '../../src/text/public-url.ts';

const params = z
  .strictObject({
    url: secretOrPlain().optional().describe('URL of the JSON document'),
    urls: z.array(secretOrPlain()).min(2).optional().describe('URLs of the same document at several replicas'),
    ...requestParams(),
    version: z
      .strictObject({
        path: path().describe('JSONPath of the version'),
        range: z.string().min(1).describe('Range, as npm writes it: `>=2.1 <3`'),
      })
      .optional()
      .describe('The version must be in the range'),
    same: z.array(path()).min(1).optional().describe('JSONPaths whose values must be equal at all replicas'),
    expiry: z
      .array(
        z.strictObject({
          path: path().describe('JSONPath of a date'),
          ...daysLeftParams({ warnDays: 30, failDays: 0 }),
        }),
      )
      .min(1)
      .optional()
      .describe('Dates that must lie far enough ahead, the end of a licence for one'),
    flags: z.array(path()).min(1).optional().describe('JSONPaths that must be true'),
    jsonPath: z.array(jsonExpectation()).min(1).optional().describe('What else the values must be'),
  })
  .refine(({ url, urls }) => (url === undefined) !== (urls === undefined), 'give either url or urls')
  .refine(({ same, urls }) => same === undefined || urls !== undefined, 'same compares replicas: give urls')
  .refine(
    ({ version, same, expiry, flags, jsonPath }) =>
      [version, same, expiry, flags, jsonPath].some((one) => one !== undefined),
    'nothing is compared: add version, same, expiry, flags or jsonPath',
  );

type Params = z.output<typeof params>;

type Replica = (Told & { readonly status: Comparison }) | { readonly from: string; readonly problem: Comparison };

const OK = { text: '2xx', ranges: [[200, 299]] } as const;

export default defineCheck({
  group: 'endpoint',
  name: 'service-info',
  title: 'Services report the expected version, flags and expiry dates',
  why: 'Replicas of two versions, a feature that is off and a licence near its end look healthy to every other check.',
  remedy: 'Compare the document with the release that should run; finish or roll back the rollout, or renew what ends.',
  severity: 'sev3',
  needs: ['http'],
  params,
  async run({ http, params, now, looked, ...context }) {
    const urls = params.urls ?? [params.url ?? ''];
    const replicas = await Promise.all(
      urls.map((url) => ask((options) => waitFor(context, publicUrl(url), http(options)), params, url)),
    );
    looked('documents', replicas.length);
    const each = await Promise.all(replicas.map(async (replica) => compareReplica(replica, params, now)));
    const documents = replicas.flatMap((replica) => ('document' in replica ? [replica] : []));
    const same = await Promise.all((params.same ?? []).map((one) => compareSame(documents, one)));
    const together = { subject: { target: `${documents.length} replicas`, evidence: {} }, comparisons: same };
    return conclude(context, ...each, ...(same.length === 0 ? [] : [together]));
  },
});

/** Asks one replica; that it does not answer is a finding of its own where there are others. */
const ask = async (http: Probes['http'], params: Params, url: string): Promise<Replica> => {
  try {
    const answer = await http({ ...requestOf(params), url });
    const status = compareStatus(answer, OK);
    const parsed = answer.bodyProblem === undefined ? parseDocument(answer.body) : undefined;
    if (status.status === 'pass' && parsed !== undefined)
      return { from: answer.url, document: parsed.document, status };
    if (status.status !== 'pass') return { from: answer.url, problem: status };
    const text = answer.bodyProblem ?? `the body is not JSON: ${told(answer.body)}`;
    return { from: answer.url, problem: problem('protocol', text) };
  } catch (error) {
    if (params.urls === undefined || !(error instanceof ProbeError)) throw error;
    return { from: publicUrl(url), problem: problem(error.reason, error.message) };
  }
};

const problem = (reason: ProbeError['reason'], text: string): Comparison => ({
  name: 'document',
  operator: 'is',
  expected: 'a JSON document',
  actual: cut(text),
  status: 'fail',
  reason,
  text,
});

const compareReplica = async (replica: Replica, params: Params, now: number): Promise<Compared> => {
  const subject = { target: replica.from, part: replica.from };
  if ('problem' in replica) return { subject: { ...subject, evidence: {} }, comparisons: [replica.problem] };
  const { document, status } = replica;
  const expiries = await Promise.all((params.expiry ?? []).map((expiry) => compareExpiry(document, expiry, now)));
  const compared = await compareJson(document, [...shorthands(params), ...(params.jsonPath ?? [])]);
  const evidence = { document: cut(JSON.stringify(document)) };
  return { subject: { ...subject, evidence }, comparisons: [status, ...compared, ...expiries.flat()] };
};

const shorthands = ({ version, flags }: Params): readonly JsonExpectation[] => {
  const strict = { of: 'all', onMissing: 'error', level: 'fault' } as const;
  return [
    ...(version === undefined ? [] : [{ ...strict, path: version.path, semver: version.range }]),
    ...(flags ?? []).map((flag) => ({ ...strict, path: flag, eq: true })),
  ];
};
