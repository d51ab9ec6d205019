import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { refuseTwoPlaces, targetSources } from '../../src/params/service-target.ts';
import { parseRedisUrl } from '../../src/probes/redis/url.ts';
import { compareRedis, redisNotes } from './redis/compare-redis.ts';
import { redisEvidence } from './redis/evidence.ts';
import { redisMeasures } from './redis/measures.ts';
import { redisAddress, redisExpectations } from './redis/params.ts';

export default defineCheck({
  group: 'database',
  name: 'redis-connection',
  title: 'Redis lets us in, answers, and is in good shape',
  why: 'A server that still runs may be loading, full, cut off from its primary or unable to save; Sentinels and Clusters may have lost their quorum.',
  remedy:
    'Ask INFO, SENTINEL CKQUORUM or CLUSTER INFO on the node that is named, and look at its log: memory, disk, and the network to its peers.',
  severity: 'sev2',
  example: 'url: { env: SESSIONS_REDIS_URL }\nrole: primary\nmemory: { warn: 80, fail: 95 }',
  needs: ['redis'],
  ...targetSources('host'),
  params: z
    .strictObject({ ...redisAddress(), ...redisExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, refuseTwoPlaces)
    .refine(
      ({ url, host, target, sentinel, cluster }) =>
        [url ?? host ?? target, sentinel, cluster].filter((one) => one !== undefined).length === 1,
      'give one of url (or host, or target), sentinel and cluster',
    )
    .refine(
      ({ role, sentinel, cluster }) => role === 'any' || (sentinel === undefined && cluster === undefined),
      'role is for a single server: the master of Sentinels must be a primary anyway',
    )
    .refine(
      ({ replicas, cluster }) => replicas === undefined || cluster === undefined,
      'replicas is for a single primary: give cluster.minReplicas',
    ),
  async run({ redis, params, ...context }) {
    const answer = await redis({
      ...params,
      infoFields: params.info.map(({ name }) => name),
      nodeTimeoutMs: params.nodeTimeout,
    });
    for (const [name, value, unit] of redisMeasures(answer)) context.measure(name, value, unit);
    const tls = params.tls ?? (params.url === undefined ? undefined : parseRedisUrl(params.url).tls);
    const insecure = tls?.insecure === true || params.sentinel?.tls?.insecure === true;
    if (insecure) context.note('the certificate was not verified (tls.insecure, or ssl_cert_reqs=none in the url)');
    for (const text of redisNotes(answer, params)) context.note(text);
    const comparisons = [...(await compareRedis(answer, params)), ...compareLatency(answer.durationMs, params)];
    return concludeComparisons(context, {
      subject: { target: answer.target, evidence: redisEvidence(answer) },
      comparisons,
    });
  },
});
