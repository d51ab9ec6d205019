import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import scoring from '../../../checks/endpoint/scoring.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let model: HttpServer;
/** How often each cold model was asked. */
const asked = new Map<string, number>();

beforeAll(async () => {
  model = await startHttpServer({
    routes: {
      /** /score: scores each instance by its amount, over 100 as fraud */
      score: ({ request, response }) => {
        const { instances } = JSON.parse(request.body) as { instances: { amount: number }[] };
        const predictions = instances.map(({ amount }) => ({
          label: amount > 100 ? 'fraud' : 'ok',
          probability: amount > 1000 ? 1.2 : Math.min(1, amount / 200),
        }));
        answerJson(response, { predictions, model: { version: '7' } });
      },
      /** /cold/NAME: slow the first time only */
      cold: ({ response, rest }) => {
        const count = (asked.get(rest[0] ?? '') ?? 0) + 1;
        asked.set(rest[0] ?? '', count);
        const timer = setTimeout(
          () => answerJson(response, { predictions: [{ label: 'ok', probability: 0 }] }),
          count === 1 ? 1300 : 0,
        );
        response.on('close', () => clearTimeout(timer));
      },
      loading: ({ response, rest }) => {
        if (rest[0] === 'later') response.setHeader('retry-after', '5');
        response
          .writeHead(503)
          .end(rest[0] === 'words' ? '{"error":"Model fraud is not ready"}' : 'no healthy upstream');
      },
      lost: ({ response }) => answerJson(response, { predictions: [] }),
    },
  });
});
afterAll(() => model.stop());

const EACH = [
  { path: '$.label', in: ['fraud', 'ok'] },
  { path: '$.probability', ge: 0, le: 1 },
];
const payload = (...amounts: readonly number[]) => ({ json: { instances: amounts.map((amount) => ({ amount })) } });

const judge = (path: string, params: object = {}) =>
  judgeCheck(scoring, { url: `${model.url}${path}`, ...payload(10), rows: '$.predictions[*]', each: EACH, ...params });

describe('scoring', () => {
  it('judges every prediction of a batch, and how many there are', async () => {
    const result = await judge('/score', { ...payload(10, 150), batchSize: 2 });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(result.looked).toEqual({ rows: 2 });
    const wrong = await judge('/score', { ...payload(10, 150, 5000), batchSize: 2 });
    expect(formatVerdict(wrong)).toMatch(
      /^failed assertion: POST \S+\/score: \$\.predictions\[\*\] has 3 predictions, expected 2; row 3 of 3: \$\.probability is 1\.2, expected le 1/,
    );
    const classes = await judge('/score', { ...payload(150), each: [{ path: '$.label', eq: 'ok' }] });
    expect(formatVerdict(classes)).toMatch(/^failed assertion: .*\$\.label is "fraud", expected eq "ok"/);
  });

  it('is never green without predictions, or without what is compared of them', async () => {
    expect(formatVerdict(await judge('/lost'))).toMatch(/^error missing_value: .*there are no predictions/);
    expect(formatVerdict(await judge('/score', { each: [{ path: '$.score', lt: 1 }] }))).toMatch(
      /^error missing_value: .*\$\.score is missing/,
    );
    expect(formatVerdict(await judge('/ok'))).toMatch(/^failed protocol: .*the body is not JSON: "/);
  });

  it('takes plain numbers as predictions, and a JSON Schema of the answer', async () => {
    const schema = {
      type: 'object',
      required: ['predictions'],
      properties: { predictions: { type: 'array', minItems: 2 } },
    };
    expect(formatVerdict(await judge('/score', { schema }))).toMatch(/^failed assertion/);
    const rows = { rows: '$.predictions[*].probability', each: [{ path: '$', ge: 0, le: 0.5 }] };
    expect(formatVerdict(await judge('/score', rows))).toMatch(/^ok -/);
  });

  it('tells a cold start from a model that is slow', async () => {
    // A busy machine may take long for the second answer, too.
    const limits = { warnAfter: '800ms', failAfter: '1s' };
    const cold = await judge(`/cold/${randomUUID()}`, limits);
    expect(formatVerdict(cold)).toMatch(
      /^degraded latency: .*cold start: the first answer took [\d.]+m?s, the second \d+/,
    );
    expect(cold.measures).toMatchObject({ duration: {}, first_duration: {} });
    expect(formatVerdict(await judge(`/cold/${randomUUID()}`, { ...limits, coldStart: 'ok' }))).toMatch(/^ok -/);
    expect(formatVerdict(await judge(`/cold/${randomUUID()}`, { ...limits, coldStart: 'fail' }))).toMatch(
      /^failed latency: .*cold start/,
    );
    const slow = await judge('/slow/1100', { ...limits, rows: undefined, each: undefined });
    expect(formatVerdict(slow)).toMatch(/^failed latency: .*took [\d.]+m?s, the limit is 1s$/);
  });

  it.each([
    ['/loading/words', 'the model is still being loaded, as the server says'],
    ['/loading/later', 'the model is still being loaded, as the server says'],
    ['/loading/plain', 'no replica takes requests: is the model loaded'],
    ['/status/500', 'status is 500, expected 2xx'],
  ])('%s is told as what it is', async (path, words) => {
    const result = await judge(path, { rows: undefined, each: undefined });
    expect(result).toMatchObject({ status: 'failed', reason: 'status' });
    expect(result.message).toContain(words);
  });

  it.each([
    [{ json: undefined }, 'give json, body or bodyFile'],
    [{ rows: undefined }, 'give rows'],
    [{ each: undefined }, 'add batchSize or each'],
  ])('%j is refused', async (params, words) => {
    expect((await judge('/score', params)).message).toContain(words);
  });

  it('runs the example of its page', async () => {
    const changes = { 'http://fraud-scorer.example': model.url };
    const { result } = await judgePageExample('scoring', changes, { SCORING_TOKEN: 'canary-score' });
    expect(formatVerdict(result)).toMatch(/^ok -/);
  });
});
