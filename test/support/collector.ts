import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCollector } from '../cluster/build.ts';
import { acceptsConnections, startDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type CollectorServer = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** What it has written so far: one document of OTLP in JSON for each request. */
  readonly documents: () => Promise<readonly Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
};

/** Starts a real OpenTelemetry Collector, OTLP in and a file out, on a free loopback port. Builds it when it is missing. */
export const startCollector = async (): Promise<CollectorServer> => {
  const program = await buildCollector();
  const folder = await makeTemporaryFolder('collector');
  const port = await findFreePort();
  const [config, output] = [join(folder.path, 'collector.yaml'), join(folder.path, 'received.jsonl')];
  const pipeline = { receivers: ['otlp'], exporters: ['file'] };
  await writeFile(output, '');
  await writeFile(
    config,
    JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: { file: { path: output, flush_interval: '100ms' } },
      service: { pipelines: { logs: pipeline, traces: pipeline }, telemetry: { metrics: { level: 'none' } } },
    }),
  );
  const daemon = startDaemon(program, ['--config', config]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => acceptsConnections(port), { name: 'the Collector', cleanUp: stop, ms: 30_000 });
  return {
    url: `http://127.0.0.1:${port}`,
    documents: async () =>
      (await readFile(output, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    stop,
  };
};
