import { readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { binariesMissing, buildPrometheus } from '../cluster/build.ts';
import { writeServerCertificate } from './certificates.ts';
import { startDaemon, waitForDaemon } from './daemon.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type PrometheusSample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

export type PrometheusServer = {
  /** `http://127.0.0.1:PORT` or `https://localhost:PORT`. */
  readonly url: string;
  /** For OTEL_EXPORTER_OTLP_ENDPOINT; exporters add `/v1/metrics`. */
  readonly otlpEndpoint: string;
  /** PEM file of the authority, with `tls`. */
  readonly ca: string | undefined;
  /** The instant vector of a PromQL expression, now or at a time in seconds. Throws with Prometheus' error message. */
  readonly query: (promql: string, at?: number) => Promise<PrometheusSample[]>;
  readonly stop: () => Promise<void>;
};

/**
 * Builds Prometheus. Returns undefined once it is there, or why it cannot be built, in one line. To be called at the
 * top of a test file, outside its hooks: the first build on a machine takes minutes.
 */
export const prometheusMissing = async (): Promise<string | undefined> => {
  const reason = await binariesMissing('prometheus');
  if (reason === undefined) await buildPrometheus();
  return reason;
};

/** The path of promtool, built when missing. */
export const findPromtool = async (): Promise<string> => (await buildPrometheus()).promtool;

export type PrometheusOptions = {
  /** Serves HTTPS only. */
  readonly tls?: boolean;
  /** `host:port` of a Pushgateway to scrape every second, with `honor_labels`. */
  readonly pushgateway?: string;
  /** Samples with their times that it holds from the start, as OpenMetrics text. */
  readonly samples?: string;
  /** How names that come by OTLP are translated; by default as Prometheus does by default. */
  readonly translation?: 'UnderscoreEscapingWithSuffixes' | 'NoUTF8EscapingWithSuffixes';
};

/** Starts a real Prometheus with its OTLP receiver on a free loopback port. */
export const startPrometheus = async (options: PrometheusOptions = {}): Promise<PrometheusServer> => {
  const programs = await buildPrometheus();
  const folder = await makeTemporaryFolder('prometheus');
  const port = await findFreePort();
  await writeFile(join(folder.path, 'prometheus.yml'), prometheusConfig(options));
  const ca = options.tls === true ? await prepareTls(folder.path) : undefined;
  if (options.samples !== undefined) await writeBlocks(programs.promtool, folder.path, options.samples);
  const daemon = startDaemon(programs.prometheus, [
    `--config.file=${join(folder.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder.path, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-otlp-receiver',
    ...(ca === undefined ? [] : [`--web.config.file=${join(folder.path, 'web.yml')}`]),
  ]);
  const url = ca === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const isReady = async (): Promise<boolean> => (await fetchText(`${url}/-/ready`, ca)).includes('Ready');
  await waitForDaemon(daemon, isReady, { name: 'Prometheus', cleanUp: stop, ms: 30_000, every: 100 });
  return { url, otlpEndpoint: `${url}/api/v1/otlp`, ca, stop, query: (promql, at) => queryVector(url, ca, promql, at) };
};

const writeBlocks = async (promtool: string, folder: string, samples: string): Promise<void> => {
  const file = join(folder, 'samples.txt');
  await writeFile(file, samples);
  await execFileAsync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, 'data')]);
};

const prometheusConfig = ({ pushgateway, translation }: PrometheusOptions): string =>
  JSON.stringify({
    ...(translation === undefined ? {} : { otlp: { translation_strategy: translation } }),
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs:
      pushgateway === undefined
        ? []
        : [{ job_name: 'pushgateway', honor_labels: true, static_configs: [{ targets: [pushgateway] }] }],
  });

/** Writes the files of a server with TLS; returns the path of the authority. */
const prepareTls = async (folder: string): Promise<string> => {
  const { ca, cert, key } = await writeServerCertificate(folder, 'Kavmon Test Prometheus CA');
  await writeFile(join(folder, 'web.yml'), `tls_server_config: { cert_file: ${cert}, key_file: ${key} }\n`);
  return ca;
};

type QueryAnswer = {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
};

const queryVector = async (
  url: string,
  ca: string | undefined,
  promql: string,
  at?: number,
): Promise<PrometheusSample[]> => {
  const query = new URLSearchParams({ query: promql, ...(at === undefined ? {} : { time: String(at) }) });
  const answer: QueryAnswer = JSON.parse(await fetchText(`${url}/api/v1/query?${query}`, ca));
  if (answer.status !== 'success') throw new Error(`${promql}: ${answer.error}`);
  return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: parseSampleValue(value[1]) }));
};

const parseSampleValue = (text: string): number => Number(text.replace('Inf', 'Infinity'));

const fetchText = async (url: string, ca: string | undefined): Promise<string> => {
  const options = { timeout: 10_000, agent: false, ...(ca === undefined ? {} : { ca: await readFile(ca) }) };
  return new Promise((resolve, reject) => {
    const request = (ca === undefined ? httpRequest : httpsRequest)(url, options, async (response) => {
      resolve((await response.setEncoding('utf8').toArray()).join(''));
    });
    request.on('timeout', () => request.destroy(new Error('Prometheus did not answer')));
    request.on('error', reject).end();
  });
};
