import type { Comparison } from '../../../src/expectations/comparison.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { compareJson } from '../../../src/expectations/json-path.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareValue } from '../../../src/expectations/value-expectation.ts';
import type { MongodbAnswer } from '../../../src/probes/mongodb/mongodb.ts';
import { percentOf } from '../numbers.ts';
import { comparePrimary } from './compare-primary.ts';
import { compareSet } from './compare-set.ts';
import type { MongodbExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it. */
export const compareMongodb = async (
  answer: MongodbAnswer,
  expected: MongodbExpectations,
): Promise<readonly Comparison[]> => [
  ...comparePrimary(answer, expected),
  ...compareSet(answer, expected),
  ...compareConnections(answer, expected),
  ...(await compareVersion(answer, expected)),
  ...(await compareServerStatus(answer, expected)),
  ...(await compareCounts(answer, expected)),
];

/** Limits where none are written, and the numbers may be seen. */
const DEFAULT_CONNECTIONS = {
  warn: { min: Number.NEGATIVE_INFINITY, max: 90, inside: true },
  fail: { min: Number.NEGATIVE_INFINITY, max: 95, inside: true },
} as const;

const compareConnections = ({ asked }: MongodbAnswer, expected: MongodbExpectations): readonly Comparison[] => {
  const { connections, host } = asked;
  if ('problem' in connections)
    return expected.connections === undefined ? [] : [compareUnanswered('connections', connections.problem, host)];
  const { current, available } = connections.value;
  const max = current + available;
  const value = percentOf(current, max);
  const text = `${current} of ${max} connections of ${host} are used (${value?.toFixed(1)} %)`;
  return compareRange({ name: 'connections', value, unit: '%', text }, expected.connections ?? DEFAULT_CONNECTIONS);
};

const compareVersion = async (
  { asked }: MongodbAnswer,
  { version }: MongodbExpectations,
): Promise<readonly Comparison[]> =>
  version === undefined ? [] : compareValue('version', asked.version, { semver: version });

const compareServerStatus = async (
  { asked }: MongodbAnswer,
  { serverStatus: expectations }: MongodbExpectations,
): Promise<readonly Comparison[]> => {
  if (expectations === undefined) return [];
  if ('problem' in asked.status) return [compareUnanswered('serverStatus', asked.status.problem, asked.host)];
  const document = parseDocument(asked.status.value);
  return document === undefined ? [] : compareJson(document, expectations);
};

const compareCounts = async (
  { asked }: MongodbAnswer,
  { counts }: MongodbExpectations,
): Promise<readonly Comparison[]> => {
  const compared = counts.map((count, index) => {
    const part = asked.counts[index];
    if (part === undefined) return [];
    return 'value' in part
      ? compareValue(`count ${count.name}`, part.value, count)
      : [compareUnanswered(`count ${count.name}`, part.problem, asked.host)];
  });
  return (await Promise.all(compared)).flat();
};
