import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { expect, it } from 'vitest';
import { describeUnless } from './describe-unless.ts';
import { postMetrics } from './otlp-post.ts';
import { pollUntil } from './poll-until.ts';
import { prometheusMissing, startPrometheus } from './prometheus.ts';

const describeTestPrometheus = describeUnless(await prometheusMissing());

/** An OTLP document of one gauge with one data point. */
const gaugeDocument = (name: string, asDouble: number): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        scopeMetrics: [
          { metrics: [{ name, gauge: { dataPoints: [{ asDouble, timeUnixNano: `${Date.now()}000000` }] } }] },
        ],
      },
    ],
  });

describeTestPrometheus('the Prometheus of the tests', () => {
  it('shows in a query what was posted as OTLP', async () => {
    const prometheus = await startPrometheus();
    try {
      expect((await postMetrics(prometheus.otlpEndpoint, gaugeDocument('kavmon.test.gauge', 7))).status).toBe(200);
      const [sample] = await pollUntil(
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

  it('shows what was posted over TLS, to who trusts its authority', async () => {
    const prometheus = await startPrometheus({ tls: true });
    try {
      const ca = await readFile(prometheus.ca ?? '');
      const status = await new Promise((resolve, reject) => {
        const posting = request(
          `${prometheus.otlpEndpoint}/v1/metrics`,
          { method: 'POST', ca, headers: { 'content-type': 'application/json' } },
          (response) => resolve(response.statusCode),
        );
        posting.on('error', reject).end(gaugeDocument('kavmon.test.tls', 1));
      });
      expect(status).toBe(200);
      expect(await prometheus.query('kavmon_test_tls')).toMatchObject([{ value: 1 }]);
      await expect(postMetrics(prometheus.otlpEndpoint, '{}')).rejects.toThrow();
    } finally {
      await prometheus.stop();
    }
  });
});
