import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { requestParams, toHttpOptions } from '../../src/expectations/http-request.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { secret } from '../../src/params/secret.ts';
import { eitherOrTarget, httpTarget, targetSources } from '../../src/params/service-target.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { askCluster, clusterNotes } from './elasticsearch/ask-cluster.ts';
import { clusterApi } from './elasticsearch/cluster-api.ts';
import { clusterMeasures, compareCluster } from './elasticsearch/compare-cluster.ts';
import { clusterExpectations } from './elasticsearch/params.ts';

export default defineCheck({
  group: 'database',
  name: 'elasticsearch-cluster',
  title: 'Elasticsearch or OpenSearch has all its shards and takes writes',
  why: 'A cluster that answers may have lost shards, or have made its indices read-only because a disk is full: then logs and orders are lost unseen.',
  remedy:
    'Look at the shard that the message names (_cluster/allocation/explain) and at the nodes that are missing; bring these back before anything is rerouted by hand.',
  remedies: {
    read_only:
      'Make room on the disks (delete or move indices, add nodes); the block goes by itself below the high watermark, or by index.blocks.read_only_allow_delete: null.',
    threshold: 'See what the message names: nodes that left, disks that fill, tasks that the master does not get done.',
    no_quorum:
      'See which master-eligible nodes are down or cut off: one is elected when the majority of them see each other.',
  },
  severity: 'sev2',
  example:
    'url: https://search.shop:9200\nauth:\n  basic: { username: monitor, password: { env: SEARCH_PASSWORD } }\nnodes: { warn: "3:" }',
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      url: httpUrl().optional().describe('URL of the REST API'),
      target: httpTarget().optional(),
      apiKey: secret().optional().describe('API key of Elasticsearch, as it is shown encoded'),
      ...requestParams(),
      ...clusterExpectations(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, eitherOrTarget('url'))
    .refine(({ apiKey, auth }) => apiKey === undefined || auth === undefined, 'apiKey and auth exclude each other'),
  async run({ http, params, now, ...context }) {
    const { url: base = '' } = params;
    const options = toHttpOptions(params);
    const key = params.apiKey === undefined ? {} : { authorization: `ApiKey ${params.apiKey}` };
    const api = clusterApi(http, base, { ...options, headers: { ...options.headers, ...key } });
    const url = redactUrl(base);
    const asked = await noteTargetOnAbort(context, url, askCluster(api, params));
    for (const text of clusterNotes(asked)) context.note(text);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    for (const [name, value, unit] of clusterMeasures(asked)) context.measure(name, value, unit);
    const { health, why, durationMs } = asked;
    const comparisons = [...(await compareCluster(asked, params, api, now)), ...compareLatency(durationMs, params)];
    const evidence = { url, ...health, ...(why === null ? {} : { allocation: why }) };
    return concludeComparisons(context, { subject: { target: `${url} (${health.name})`, evidence }, comparisons });
  },
});
