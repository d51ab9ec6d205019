import { join } from 'node:path';
import { execFileAsync } from '../../support/exec-file.ts';
import { type OpenSearchServer, type SearchAnswer, startOpenSearch } from '../../support/opensearch.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { type LogShipper, startRsyslog } from '../../support/rsyslog.ts';
import { writeContainerLog } from './log-files.ts';
import type { ElkPage } from './page-parts.ts';

/** A node with the templates of the examples. */
export type KavmonNode = OpenSearchServer & {
  /** How many documents there are, also those that came a moment ago. */
  readonly count: () => Promise<number>;
  /** What a query of the search bar finds. */
  readonly find: (query: string, size?: number) => Promise<SearchAnswer['hits']>;
};

/** Starts a node, and sets it up with the commands of the page. */
const startKavmonNode = async ({ commands }: ElkPage): Promise<KavmonNode> => {
  const server = await startOpenSearch();
  try {
    await execFileAsync('bash', ['-ec', commands[0] ?? ''], {
      cwd: REPOSITORY_ROOT,
      env: { PATH: process.env.PATH, SEARCH_URL: server.url },
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const count = async (): Promise<number> => {
    await server.send('POST', 'logs-kavmon-*/_refresh');
    return (await server.send<{ count: number }>('GET', 'logs-kavmon-*/_count')).count;
  };
  const find = async (query: string, size = 1): Promise<SearchAnswer['hits']> => {
    const body = { size, track_total_hits: true, query: { query_string: { query } } };
    return (await server.send<SearchAnswer>('POST', 'logs-kavmon-*/_search', body)).hits;
  };
  return { ...server, count, find };
};

/** Ships the files `kavmon-*.log` of a folder to the node, until so many documents are there. */
const shipLogs = async (node: KavmonNode, folder: string, lines: number): Promise<LogShipper> => {
  const shipper = await startRsyslog({
    configuration: join(REPOSITORY_ROOT, 'examples/elk/shippers/rsyslog.conf'),
    env: {
      KAVMON_LOGS: join(folder, 'kavmon-*.log'),
      OPENSEARCH_HOST: node.host,
      OPENSEARCH_PORT: String(node.port),
    },
  });
  try {
    await pollUntil(async () => (await node.count()) >= lines, { what: `${lines} lines`, ms: 90_000, every: 500 });
  } catch (error) {
    const what = `${await node.count()} of ${lines} lines; ${shipper.output()} ${(await shipper.refused()).slice(0, 2000)}`;
    await shipper.stop();
    throw new Error(what, { cause: error });
  }
  return shipper;
};

/** Writes these lines to files, starts a node, and ships them to it. `stop` ends both. */
export const fillNode = async (
  page: ElkPage,
  folder: string,
  logs: Readonly<Record<string, readonly string[]>>,
): Promise<{ node: KavmonNode; shipper: LogShipper; shipped: number; stop: () => Promise<void> }> => {
  for (const [name, lines] of Object.entries(logs)) await writeContainerLog(folder, name, lines);
  const shipped = Object.values(logs).flat().length;
  const node = await startKavmonNode(page);
  const shipper = await shipLogs(node, folder, shipped).catch(async (error: Error) => {
    await node.stop();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await shipper.stop();
    await node.stop();
  };
  return { node, shipper, shipped, stop };
};
