import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { expect, it } from 'vitest';
import { startOtlpReceiver } from './otlp-receiver.ts';
import { prometheusMissing, startPrometheus } from './prometheus.ts';
import { unless } from './requirement.ts';
import { until } from './until.ts';

const describePrometheus = unless(await prometheusMissing());

/** The smallest OTLP document: one gauge with one point. */
const gauge = (name: string, asDouble: number): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        scopeMetrics: [
          { metrics: [{ name, gauge: { dataPoints: [{ asDouble, timeUnixNano: `${Date.now()}000000` }] } }] },
        ],
      },
    ],
  });

const post = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/v1/metrics`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(300),
  });

describePrometheus('the Prometheus of the tests', () => {
  it('shows in a query what was posted as OTLP', async () => {
    const prometheus = await startPrometheus();
    try {
      expect((await post(prometheus.otlpEndpoint, gauge('kavmon.test.gauge', 7))).status).toBe(200);
      const [sample] = await until(
        async () => {
          const samples = await prometheus.query('kavmon_test_gauge');
          return samples.length > 0 && samples;
        },
        { what: 'the sample' },
      );
      expect(sample?.value).toBe(7);
      await expect(prometheus.query('((')).rejects.toThrow(/parse error/);
    } finally {
      await prometheus.stop();
    }
  });

  it('does so over TLS, to who trusts its authority', async () => {
    const prometheus = await startPrometheus({ tls: true });
    try {
      const ca = await readFile(prometheus.ca ?? '');
      const status = await new Promise((resolve, reject) => {
        const posting = request(
          `${prometheus.otlpEndpoint}/v1/metrics`,
          { method: 'POST', ca, headers: { 'content-type': 'application/json' } },
          (response) => resolve(response.statusCode),
        );
        posting.on('error', reject).end(gauge('kavmon.test.tls', 1));
      });
      expect(status).toBe(200);
      expect(await prometheus.query('kavmon_test_tls')).toMatchObject([{ value: 1 }]);
      await expect(post(prometheus.otlpEndpoint, '{}')).rejects.toThrow();
    } finally {
      await prometheus.stop();
    }
  });
});

it.each([
  ['accepts', [200, 200]],
  ['missing', [404, 404]],
  ['throttled', [429, 429]],
  ['recovers', [503, 200]],
  ['redirect', [307, 307]],
  ['page', [200, 200]],
] as const)('a receiver that %s answers %j', async (behaviour, expected) => {
  const receiver = await startOtlpReceiver({ behaviour, retryAfter: 2 });
  const answers = [await post(receiver.url, '{"a":1}'), await post(receiver.url, '{"a":2}')];
  await receiver.stop();
  expect(answers.map((answer) => answer.status)).toEqual(expected);
  expect(receiver.posts.map((each) => each.body.toString())).toEqual(['{"a":1}', '{"a":2}']);
  if (behaviour === 'throttled') expect(answers[0]?.headers.get('retry-after')).toBe('2');
});

it.each(['hangs', 'closes', 'half'] as const)('a receiver that %s gives no whole answer', async (behaviour) => {
  const receiver = await startOtlpReceiver({ behaviour });
  await expect(post(receiver.url, '{}').then((answer) => answer.text())).rejects.toThrow();
  expect(receiver.posts).toHaveLength(1);
  await receiver.stop();
});
