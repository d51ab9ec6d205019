import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { statusOfProblem } from '../../../src/model/reasons.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { SentinelAnswer } from '../../../src/probes/redis/sentinel.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { compareNode } from './compare-node.ts';
import type { RedisExpectations } from './params.ts';

type AskedSentinel = SentinelAnswer['sentinels'][number];

/** Compares the answers of the Sentinels, and the state of the master that they name, with what is expected. */
export const compareSentinels = async (
  answer: SentinelAnswer,
  expected: RedisExpectations,
): Promise<readonly Comparison[]> => {
  const { sentinels, elected, master } = answer;
  const quorum = expected.sentinel?.quorum ?? sentinels.length;
  const dissent = sentinels.flatMap((sentinel) => dissentOf(sentinel, elected?.master));
  const agree = sentinels.length - dissent.length;
  const met = agree >= quorum;
  const who = elected === null ? 'on any master' : `on ${elected.master}`;
  const reason = agree === 0 ? commonReason(dissent) : 'no_quorum';
  const advice = reason === 'no_quorum' ? undefined : dissent[0]?.advice;
  const unmet = statusOfProblem({ reason });
  const named = dissent.slice(0, 5).map(({ text }) => text);
  return [
    {
      name: 'quorum',
      operator: 'ge',
      expected: quorum,
      actual: agree,
      status: met ? 'pass' : unmet,
      reason,
      text: `${agree} of ${sentinels.length} Sentinels answer, agree ${who} and have their quorum, expected ${quorum}: ${named.join('; ')}`,
      advice,
    },
    ...(met ? dissent : []),
    ...sentinels.flatMap((sentinel) => compareFlags(sentinel, elected?.master)),
    ...(met ? compareFitReplicas(answer, expected) : []),
    ...(master === null ? [] : await compareMaster(elected?.master ?? '', master, expected)),
  ];
};

/** One Sentinel that was just started knows no replicas yet: what counts is what as many as the quorum see. */
const compareFitReplicas = (
  { sentinels, elected }: SentinelAnswer,
  { sentinel }: RedisExpectations,
): readonly Comparison[] => {
  const wanted = sentinel?.minReplicas ?? 0;
  if (wanted === 0) return [];
  const asked = sentinels.flatMap(({ answer }) =>
    'value' in answer && answer.value.master === elected?.master ? [answer.value.fitReplicas] : [],
  );
  const quorum = sentinel?.quorum ?? 1;
  const seen = asked.flatMap((part) => answeredValue(part) ?? []).sort((a, b) => b - a);
  const problem = asked.find((part) => part !== undefined && 'problem' in part);
  if (seen.length < quorum && problem !== undefined && 'problem' in problem)
    return [compareUnanswered('fit replicas', problem.problem)];
  const count = seen[quorum - 1] ?? 0;
  return [
    {
      name: 'fit replicas',
      operator: 'ge',
      expected: wanted,
      actual: count,
      status: count >= wanted ? 'pass' : 'fail',
      reason: 'threshold',
      text: `the Sentinels hold ${pluralize(count, 'replica')} to be fit for a fail-over, expected ${wanted}`,
    },
  ];
};

/** Why a Sentinel does not count towards the quorum: a warning of its own when the others suffice. */
const dissentOf = ({ target, answer }: AskedSentinel, master: string | undefined): readonly Comparison[] => {
  const against = (
    reason: Comparison['reason'],
    text: string,
    advice?: Comparison['advice'],
  ): readonly Comparison[] => [
    {
      name: `Sentinel ${target}`,
      operator: 'eq',
      expected: master ?? null,
      actual: null,
      status: 'warn',
      reason,
      text,
      advice,
    },
  ];
  if ('problem' in answer) {
    const { reason, message, advice } = answer.problem;
    return against(reason, withTarget(target, message), advice);
  }
  const { master: named, quorumOk, quorumText } = answer.value;
  if (named !== master) return against('assertion', `${target} names ${named} as the master`);
  return quorumOk ? [] : against('no_quorum', `${target}: ${quorumText}`);
};

const withTarget = (target: string, text: string): string => (text.includes(target) ? text : `${target}: ${text}`);

/** The reason that all Sentinels share, as a wrong password, since it says more than `no_quorum`. */
const commonReason = (dissent: readonly Comparison[]): Comparison['reason'] => {
  const [first] = dissent;
  return first !== undefined && dissent.every(({ reason }) => reason === first.reason) ? first.reason : 'no_quorum';
};

const compareFlags = ({ target, answer }: AskedSentinel, master: string | undefined): readonly Comparison[] => {
  if ('problem' in answer || answer.value.master !== master) return [];
  const { flags } = answer.value;
  const down = flags.find((flag) => flag === 'o_down') ?? flags.find((flag) => flag === 's_down');
  if (down === undefined) return [];
  return [
    {
      name: `master by ${target}`,
      operator: 'eq',
      expected: 'master',
      actual: flags.join(','),
      status: down === 'o_down' ? 'fail' : 'warn',
      reason: 'unreachable',
      text: `${target} holds the master ${master} to be down (${down})`,
    },
  ];
};

const compareMaster = async (
  address: string,
  master: NonNullable<SentinelAnswer['master']>,
  expected: RedisExpectations,
): Promise<readonly Comparison[]> => {
  if ('value' in master) {
    const comparisons = await compareNode(master.value, expected, 'primary');
    return comparisons.map((comparison) => ({ ...comparison, text: `master ${address}: ${comparison.text}` }));
  }
  const { reason, message, advice } = master.problem;
  return [
    {
      name: 'master',
      operator: 'answers',
      expected: true,
      actual: false,
      status: statusOfProblem(master.problem),
      reason,
      text: `the master ${withTarget(address, message)}`,
      advice,
    },
  ];
};
