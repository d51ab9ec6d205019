import type { Comparison } from '../../../src/expectations/comparison.ts';
import { foundText } from '../../../src/expectations/found-value.ts';
import { compareNamed } from '../../../src/expectations/named-values.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareFound } from '../../../src/expectations/value-expectation.ts';
import type { MysqlAnswer } from '../../../src/probes/mysql/mysql.ts';
import { percentOf } from '../numbers.ts';
import { compareQueries } from '../sql/compare-query.ts';
import { compareGalera, compareGroup } from './compare-groups.ts';
import { compareChannels } from './compare-replication.ts';
import { compareRole } from './compare-role.ts';
import type { MysqlExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it. */
export const compareMysql = async (
  answer: MysqlAnswer,
  expected: MysqlExpectations,
): Promise<readonly Comparison[]> => [
  ...compareRole(answer, expected),
  ...(await compareVersion(answer, expected)),
  ...compareConnections(answer, expected),
  ...compareReplication(answer, expected),
  ...compareGalera(answer, expected),
  ...compareGroup(answer),
  ...(await compareNamed(answer.status, expected.status)),
  ...(await compareNamed(answer.variables, expected.variables)),
  ...(await compareQueries(answer, expected.queries)),
];

/** Replication that may not be seen is undecided where it was asked for, and else nothing: managed servers refuse it. */
const compareReplication = (answer: MysqlAnswer, expected: MysqlExpectations): readonly Comparison[] => {
  const { channels, target } = answer;
  if ('value' in channels) return compareChannels(channels.value, expected);
  const isAsked = expected.lag !== undefined || expected.channels !== undefined;
  return isAsked ? [compareUnanswered('replication', channels.problem, target)] : [];
};

/** What could not be judged and was not asked for. */
export const mysqlNotes = ({ channels, encrypted, tlsNote, target }: MysqlAnswer): readonly string[] => [
  ...(tlsNote === undefined || !encrypted ? [] : [tlsNote]),
  ...('problem' in channels
    ? [`replication was not judged: ${channels.problem.message.replace(`${target}: `, '')}`]
    : []),
];

const compareVersion = (
  { version }: MysqlAnswer,
  expected: MysqlExpectations,
): Promise<readonly Comparison[]> | readonly Comparison[] => {
  if (expected.version === undefined) return [];
  // 10.11.6-MariaDB-0+deb12u1 and 8.0.36-28 are releases, not versions before one.
  const number = /^\d+(\.\d+)*/.exec(version)?.[0] ?? version;
  const found = { name: 'version', values: [foundText(number)], fact: `the version is ${version}` };
  return compareFound(found, { semver: expected.version });
};

const compareConnections = ({ connections }: MysqlAnswer, expected: MysqlExpectations): readonly Comparison[] => {
  const { used, max } = connections;
  const value = percentOf(used, max);
  const text =
    value === null
      ? 'how many connections are used is unknown (Threads_connected, max_connections)'
      : `${used} of ${max} connections are used (${value.toFixed(1)} %)`;
  return compareRange({ name: 'connections', value, unit: '%', text }, expected.connections);
};
