import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueAuthority, issueCertificate } from '../test/support/certificates.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { startRedis } from '../test/support/redis.ts';
import { tlsSilent } from '../test/support/tls-faults.ts';
import { countedRows, floorProgram, runsOf } from './floor.ts';
import { kavmonOnConfig } from './kavmon.ts';
import { comparePrograms } from './measure.ts';
import type { BenchRow } from './row.ts';

const PROBE_RUNS = 5;
const PROBE_COUNT = 200;

/** Peak of a run of so many checks. */
const PROBE_MEMORY_MB = 125;

/** A real server, and how it is asked. */
interface ProbedServer {
  readonly check: string;
  readonly params: object;
  /** The URL with its password, which no configuration holds: `{ env: URL_VARIABLE }`. */
  readonly url?: string;
  readonly client: 'pg' | 'ioredis' | 'node:tls';
  /** For the client alone. */
  readonly target: object;
  readonly stop: () => Promise<void>;
}

const URL_VARIABLE = 'BENCH_URL';
const urlParams = { url: { env: URL_VARIABLE } };

const postgresServer = async (): Promise<ProbedServer> => {
  const { url, stop } = await startPostgres({ settings: { max_connections: String(2 * PROBE_COUNT) }, tls: 'off' });
  return { check: 'postgres-connection', params: urlParams, url, client: 'pg', target: { url }, stop };
};

const redisServer = async (): Promise<ProbedServer> => {
  const { host, port, stop } = await startRedis();
  const url = `redis://${host}:${port}`;
  return { check: 'redis-connection', params: urlParams, url, client: 'ioredis', target: { url }, stop };
};

const tlsServer = async (): Promise<ProbedServer> => {
  const authority = issueAuthority();
  const leaf = issueCertificate({ subject: 'localhost', names: ['localhost', '127.0.0.1'], issuer: authority });
  const { port, stop } = await tlsSilent(leaf);
  const ca = authority.cert;
  return {
    check: 'tls-certificate',
    params: { host: '127.0.0.1', port, ca },
    client: 'node:tls',
    target: { port, ca },
    stop,
  };
};

const PROBED_SERVERS: readonly (() => Promise<ProbedServer>)[] = [postgresServer, redisServer, tlsServer];

/** 200 checks at once of PostgreSQL, Redis and TLS, real servers each, beside the driver alone that asks the least. */
export const probeChecks = async (): Promise<readonly BenchRow[]> => {
  const rows: BenchRow[] = [];
  for (const start of PROBED_SERVERS) {
    const server = await start();
    try {
      rows.push(...(await measureServer(server)));
    } finally {
      await server.stop();
    }
  }
  return rows;
};

const measureServer = async ({ check, params, url, client, target }: ProbedServer): Promise<readonly BenchRow[]> => {
  const kavmon = async (count: number) => {
    const usages = Array.from({ length: count }, (_, index) => ({ name: `${check}-${index}`, ...params }));
    const path = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'kavmon.yaml');
    await writeFile(path, JSON.stringify({ services: { bench: { checks: { [check]: usages } } } }));
    return kavmonOnConfig(path, ['-s', 'bench', '--no-metrics'], { [URL_VARIABLE]: url });
  };
  const counted = {
    kavmon: { once: await kavmon(1), many: await kavmon(PROBE_COUNT) },
    [client]: { once: floorProgram(client, 1, target), many: floorProgram(client, PROBE_COUNT, target) },
  };
  const taken = await comparePrograms(runsOf(counted), PROBE_RUNS);
  const work = `${PROBE_COUNT} of ${check}`;
  return countedRows(taken, { work, count: PROBE_COUNT, floor: client }).map((row) => {
    if (row.exitCode !== 0) throw new Error(`${row.program}, ${row.work} ended with ${row.exitCode}`);
    return row.program === 'kavmon' ? { ...row, budget: { mb: PROBE_MEMORY_MB } } : row;
  });
};
