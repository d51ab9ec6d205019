import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';

/** The data nodes that answered. */
export const nodesOf = (answer: RedisAnswer): readonly RedisNode[] => {
  if (answer.mode === 'standalone') return [answer.node];
  const nodes =
    answer.mode === 'cluster'
      ? answer.members.map((member) => answeredValue(member.answer)?.node)
      : [answeredValue(answer.master ?? undefined)];
  return nodes.filter((node) => node !== undefined);
};
