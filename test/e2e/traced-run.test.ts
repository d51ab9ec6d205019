import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type TestListener, trackServer } from '../support/tcp-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { configureServices, runForReport } from './run-for-report.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const CANARY = 'canary-8c2e';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

let folder: TemporaryFolder;
let target: TestListener;
const asked: IncomingHttpHeaders[] = [];
beforeAll(async () => {
  folder = await makeTemporaryFolder('traced');
  target = await trackServer(
    createServer((request, response) => {
      asked.push(request.headers);
      response.end('fine');
    }),
  );
});
afterAll(async () => {
  await target.stop();
  await folder.remove();
});

it('sends spans and log records, and hands the trace on to HTTP targets and log lines', async () => {
  const receiver = await startOtlpReceiver();
  const args = await configureServices(folder.path, {
    shop: { checks: { 'http-endpoint': { url: { env: 'SHOP_URL' } } } },
  });
  const run = await runForReport([...args, '--log-format', 'json'], {
    env: {
      SHOP_URL: `http://kavmon:${CANARY}@127.0.0.1:${target.port}/`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      TRACEPARENT: `00-${TRACE_ID}-${PARENT}-01`,
      TRACESTATE: 'vendor=7',
    },
  });
  await receiver.stop();
  const sent = (path: string) => JSON.parse(String(receiver.posts.find(({ url }) => url === path)?.body));
  const spans: readonly SentSpan[] = sent('/v1/traces').resourceSpans[0].scopeSpans[0].spans;
  const records = sent('/v1/logs').resourceLogs[0].scopeLogs[0].logRecords;

  expect(run.report.telemetry.exporters.map(({ signal, ok }) => [signal, ok])).toEqual([
    ['traces', true],
    ['logs', true],
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
  expect(spans.find(({ name }) => name === 'kavmon check')?.parentSpanId).toBe(PARENT);
  const attempt = spans.find(({ name }) => name === 'attempt 1');
  expect(asked.at(-1)).toMatchObject({ traceparent: `00-${TRACE_ID}-${attempt?.spanId}-01`, tracestate: 'vendor=7' });
  const bodies: readonly string[] = records.map(({ body }: { body: { stringValue: string } }) => body.stringValue);
  expect(bodies).toEqual(expect.arrayContaining(['Kavmon starting', 'Check succeeded.', 'Kavmon checks finished']));
  expect(records[0]).toMatchObject({ traceId: TRACE_ID, severityText: 'INFO' });
  const lines = run.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ message }) => message)).toEqual(bodies);
  expect(new Set(lines.map((line) => line.trace_id))).toEqual(new Set([TRACE_ID]));
  for (const { body } of receiver.posts) expect(String(body)).not.toContain(CANARY);
});

it('sends no spans of a trace that is not sampled, and still hands it on', async () => {
  const receiver = await startOtlpReceiver();
  const args = await configureServices(folder.path, {
    shop: { checks: { 'http-endpoint': { url: `http://127.0.0.1:${target.port}/` } } },
  });
  const { report } = await runForReport(args, {
    env: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
      TRACEPARENT: `00-${TRACE_ID}-${PARENT}-00`,
    },
  });
  await receiver.stop();
  expect(receiver.posts).toEqual([]);
  expect(report.telemetry.exporters).toEqual([]);
  expect(asked.at(-1)?.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-00$`));
});

it('hands no trace on where none is asked for', async () => {
  const args = await configureServices(folder.path, {
    shop: { checks: { 'http-endpoint': { url: `http://127.0.0.1:${target.port}/` } } },
  });
  await runForReport(args, { env: { TRACEPARENT: `00-${TRACE_ID}-${PARENT}-01` } });
  expect(asked.at(-1)).not.toHaveProperty('traceparent');
});
