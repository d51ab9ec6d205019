import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binariesMissing } from '../../cluster/build.ts';
import { runForReport } from '../../e2e/run-for-report.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { type JaegerServer, type ShownSpan, startJaeger } from '../../support/jaeger.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';
import { type TestListener, trackServer } from '../../support/tcp-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { sendReport } from '../sending.ts';

const OWN_CHECK = `import { defineCheck } from 'kavmon';
export default defineCheck({
  group: 'custom',
  name: 'own-page',
  title: 'The page answers',
  why: 'Nobody can buy else.',
  remedy: 'Look at the shop.',
  severity: 'sev2',
  needs: ['http'],
  async run({ http }) {
    await http({ url: process.env.PAGE_URL });
    return [];
  },
});
`;

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describeUnless(await binariesMissing('jaeger'))('a trace in a real Jaeger', () => {
  let jaeger: JaegerServer;
  let folder: TemporaryFolder;
  let target: TestListener;
  const asked: IncomingHttpHeaders[] = [];
  beforeAll(async () => {
    folder = await makeTemporaryFolder('jaeger-run');
    jaeger = await startJaeger();
    target = await trackServer(
      createServer((request, response) => {
        asked.push(request.headers);
        response.writeHead(request.url === '/broken' ? 500 : 200).end('fine');
      }),
    );
  });
  afterAll(async () => {
    await target?.stop();
    await jaeger?.stop();
    await folder.remove();
  });

  it.each(['http/protobuf', 'http/json'])('has the run, its checks, attempts and phases, by %s', async (protocol) => {
    const base = `http://127.0.0.1:${target.port}`;
    await writeFile(join(folder.path, 'own-page.mjs'), OWN_CHECK);
    const config = join(folder.path, 'kavmon.yaml');
    await writeFile(
      config,
      JSON.stringify({
        services: {
          shop: {
            checks: {
              'http-endpoint': [
                { name: 'front', url: `${base}/` },
                { name: 'broken', url: `${base}/broken` },
              ],
              'own-page': {},
            },
          },
        },
      }),
    );
    const traceId = protocol === 'http/json' ? TRACE_ID : [...TRACE_ID].reverse().join('');
    const { report } = await runForReport(['-c', config, '--checks', folder.path, '-s', 'shop'], {
      env: {
        PAGE_URL: `${base}/own`,
        OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_TRACES_EXPORTER: 'otlp',
        TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01`,
      },
    });
    expect(report.telemetry.exporters).toMatchObject([{ signal: 'traces', ok: true }]);
    const spans = await pollUntil(
      async () => {
        const found = await jaeger.spansOf(traceId);
        return found.length > 0 && found;
      },
      { what: 'the trace in Jaeger' },
    );

    const childrenOf = (id: string | undefined) =>
      spans.filter(({ references }) => references.some(({ spanID }) => spanID === id));
    const named = (name: string) => spans.find(({ operationName }) => operationName === name);
    const tagOf = (span: ShownSpan | undefined, key: string) => span?.tags.find((tag) => tag.key === key)?.value;
    const run = named('kavmon check');
    expect(run?.references).toMatchObject([{ spanID: '00f067aa0ba902b7' }]);
    const checks = childrenOf(run?.spanID).map(({ operationName }) => operationName);
    expect(checks.toSorted()).toEqual(['shop/broken', 'shop/front', 'shop/own-page']);
    expect(tagOf(named('shop/broken'), 'error')).toBe(true);
    expect(tagOf(named('shop/broken'), 'error.type')).toBe('status');
    expect(tagOf(named('shop/front'), 'error')).toBeUndefined();
    for (const check of checks) {
      const [attempt] = childrenOf(named(check)?.spanID);
      expect(tagOf(attempt, 'span.kind')).toBe('client');
      const phases = childrenOf(attempt?.spanID).map(({ operationName }) => operationName);
      expect(phases).toEqual(expect.arrayContaining(['connect', 'request']));
      expect(asked.map(({ traceparent }) => traceparent)).toContain(`00-${traceId}-${attempt?.spanID}-01`);
    }
    const inside = spans.filter((span) => span !== run).every((span) => span.duration <= (run?.duration ?? 0));
    expect(inside).toBe(true);
  });

  it('has every check of a run of a thousand, and each that failed as an error', async () => {
    const startedAt = '2026-11-21T10:00:00.000Z';
    const results = Array.from({ length: 1000 }, (_, index) =>
      makeResult({
        name: `check-${index}`,
        ...(index < 36 ? { status: 'failed', reason: 'status', findings: [makeFinding()] } : {}),
        attempts: [{ n: 1, startedAt, durationMs: 200, status: index < 36 ? 'failed' : 'ok' }],
        phases: [
          { name: 'connect', atMs: 1, ms: 2, done: true },
          { name: 'request', atMs: 3, ms: 190, done: true },
        ],
      }),
    );
    const { telemetry } = await sendReport(
      makeReport(results),
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${jaeger.url}/v1/traces`,
        TRACEPARENT: `00-${'7'.repeat(32)}-00f067aa0ba902b7-01`,
      },
      5000,
    );
    expect(telemetry.exporters).toMatchObject([{ signal: 'traces', ok: true }]);
    const spans = await pollUntil(
      async () => {
        const found = await jaeger.spansOf('7'.repeat(32));
        return found.length === 1 + 1000 * 4 && found;
      },
      { what: 'all spans in Jaeger', ms: 20_000 },
    );
    const failed = spans.filter(({ tags }) => tags.some(({ key, value }) => key === 'error' && value === true));
    expect(failed.filter(({ operationName }) => operationName.startsWith('cluster/'))).toHaveLength(36);
  });
});
