import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildJaeger } from '../cluster/build.ts';
import { startDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A span as Jaeger's query API shows it (`/api/traces/ID`). */
export type ShownSpan = {
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly { readonly key: string; readonly value: string | number | boolean }[];
};

export type JaegerServer = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** The spans of a trace; none while Jaeger does not know it. */
  readonly spansOf: (traceId: string) => Promise<readonly ShownSpan[]>;
  readonly stop: () => Promise<void>;
};

/** Starts a real Jaeger with storage in memory on free loopback ports. Builds it when it is missing. */
export const startJaeger = async (): Promise<JaegerServer> => {
  const program = await buildJaeger();
  const folder = await makeTemporaryFolder('jaeger');
  const [otlp, query, grpc, health] = await Promise.all([
    findFreePort(),
    findFreePort(),
    findFreePort(),
    findFreePort(),
  ]);
  const file = join(folder.path, 'jaeger.yaml');
  await writeFile(file, JSON.stringify(jaegerConfig({ otlp, query, grpc, health })));
  const daemon = startDaemon(program, ['--config', file]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const queries = `http://127.0.0.1:${query}`;
  await waitForDaemon(daemon, () => answers(`${queries}/api/services`), { name: 'Jaeger', cleanUp: stop, ms: 30_000 });
  return {
    url: `http://127.0.0.1:${otlp}`,
    spansOf: async (traceId) => {
      const answer = await fetch(`${queries}/api/traces/${traceId}`, { signal: AbortSignal.timeout(5000) });
      const { data } = (await answer.json()) as { data: { spans: ShownSpan[] }[] | null };
      return data?.[0]?.spans ?? [];
    },
    stop,
  };
};

type JaegerPorts = Readonly<Record<'otlp' | 'query' | 'grpc' | 'health', number>>;

/** The built-in configuration opens its ports on every address. */
const jaegerConfig = ({ otlp, query, grpc, health }: JaegerPorts): object => {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { metrics: { level: 'none' } },
    },
    extensions: {
      jaeger_query: { storage: { traces: 'memory' }, http: at(query), grpc: at(grpc) },
      jaeger_storage: { backends: { memory: { memory: { max_traces: 1000 } } } },
      healthcheckv2: { use_v2: true, http: at(health) },
    },
    receivers: { otlp: { protocols: { http: at(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  };
};

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
