import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';
import { compareCluster } from './compare-cluster.ts';
import { compareNode } from './compare-node.ts';
import { compareSentinels } from './compare-sentinels.ts';
import type { RedisExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it. */
export const compareRedis = (answer: RedisAnswer, expected: RedisExpectations): readonly Comparison[] => {
  if (answer.mode === 'sentinel') return compareSentinels(answer, expected);
  if (answer.mode === 'cluster') return compareCluster(answer, expected);
  return compareNode(answer.node, expected, expected.role);
};
