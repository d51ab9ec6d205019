import { expect } from 'vitest';
import elasticsearchCluster from '../../../checks/database/elasticsearch-cluster.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson, type HttpRoute } from '../../support/http-routes.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

export const CANARY_KEY = 'canary-7f3a';
export const NOW = Date.UTC(2026, 0, 10);
export const GIB = 1024 ** 3;

type Refusal = readonly [status: number, document: object];

/** Answers by the beginning of a path; a refusal has a status. */
export type ClusterScript = { readonly [path: string]: object | Refusal };

const isRefusal = (answer: object): answer is Refusal => Array.isArray(answer) && typeof answer[0] === 'number';

/** A healthy answer to `_cluster/health`. */
export const HEALTH = {
  cluster_name: 'shop',
  status: 'green',
  number_of_nodes: 3,
  number_of_data_nodes: 3,
  unassigned_shards: 0,
  number_of_pending_tasks: 0,
  task_max_waiting_in_queue_millis: 0,
};

const WELL: ClusterScript = {
  '/_cluster/health': HEALTH,
  '/_cluster/state/blocks': { blocks: {} },
  '/_cat/allocation': [{ node: 'n1', 'disk.total': String(100 * GIB), 'disk.avail': String(50 * GIB) }],
  '/_cluster/settings': {
    defaults: {
      'cluster.routing.allocation.disk.watermark.high': '90%',
      'cluster.routing.allocation.disk.watermark.flood_stage': '95%',
      'cluster.routing.allocation.disk.watermark.high.max_headroom': '150GB',
      'cluster.routing.allocation.disk.watermark.flood_stage.max_headroom': '100GB',
    },
  },
};

/** The result of a cluster that is well but for this script. */
export const judgeCluster = async (script: ClusterScript, params: object = {}) => {
  const answers = { ...WELL, ...script };
  const paths = Object.keys(answers).sort((a, b) => b.length - a.length);
  const answer = (url: string) => answers[paths.find((path) => url.startsWith(path)) ?? ''];
  const routes = Object.fromEntries(
    ['_cluster', '_cat', 'orders-*', ''].map((name) => [
      name,
      ({ request, response }: Parameters<HttpRoute>[0]) => {
        const found = answer(request.url) ?? ([404, { error: 'not found' }] as const);
        if (isRefusal(found)) answerJson(response, found[1], found[0]);
        else answerJson(response, found);
      },
    ]),
  );
  const server = await stopAfterTest(startHttpServer({ routes }));
  const result = await judgeCheck(elasticsearchCluster, { url: server.url, ...params }, { timeoutMs: 5000, now: NOW });
  expect(JSON.stringify(result)).not.toContain(CANARY_KEY);
  return result;
};

/** The verdict on it. */
export const verdictOnCluster = async (script: ClusterScript, params: object = {}) =>
  formatVerdict(await judgeCluster(script, params));
