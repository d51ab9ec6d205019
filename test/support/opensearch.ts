import { startDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { buildOpenSearch } from './opensearch/build-node.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** What a node answers to a search, as far as tests read it. */
export type SearchAnswer = {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _id: string; readonly _source: Readonly<Record<string, unknown>> }[];
  };
  // Each aggregation has a shape of its own.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly aggregations?: any;
};

export type OpenSearchServer = {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Sends a request, an object or a list of lines as its body. Throws with the answer when its status is not 2xx. */
  readonly send: <T>(method: string, path: string, body?: object | string) => Promise<T>;
  readonly stop: () => Promise<void>;
};

/** Megabytes that its heap grows to. */
const HEAP_LIMIT_MB = 512;

/** Starts a real OpenSearch node on free loopback ports, without security, with its data in a folder that goes with it. */
export const startOpenSearch = async (): Promise<OpenSearchServer> => {
  const { classPath, mainClass } = await buildOpenSearch();
  const folder = await makeTemporaryFolder('opensearch');
  const [port, transportPort] = [await findFreePort(), await findFreePort()];
  const memory = ['-Xms128m', `-Xmx${HEAP_LIMIT_MB}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const daemon = startDaemon(
    'java',
    [...memory, '-cp', classPath, mainClass, folder.path, String(port), String(transportPort)],
    { cwd: folder.path },
  );
  const url = `http://127.0.0.1:${port}`;
  const send = <T>(method: string, path: string, body?: object | string): Promise<T> =>
    sendRequest(`${url}/${path}`, method, body);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const isReady = (): Promise<boolean> =>
    send('GET', '_cluster/health?wait_for_status=yellow&timeout=2s').then(
      () => true,
      () => false,
    );
  await waitForDaemon(daemon, isReady, { name: 'OpenSearch', cleanUp: stop, ms: 110_000, every: 250 });
  return { url, host: '127.0.0.1', port, send, stop };
};

const sendRequest = async <T>(url: string, method: string, body: object | string | undefined): Promise<T> => {
  const isLines = typeof body === 'string';
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: isLines ? body : JSON.stringify(body) }),
    headers: { 'content-type': isLines ? 'application/x-ndjson' : 'application/json' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: HTTP ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};
