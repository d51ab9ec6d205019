import type { Comparison } from '../../../src/expectations/comparison.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { compareJson } from '../../../src/expectations/json-path.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareValue } from '../../../src/expectations/value-expectation.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { NamedNumber } from '../numbers.ts';
import type { AskedCluster } from './ask-cluster.ts';
import type { ClusterApi } from './cluster-api.ts';
import { compareBlocks, compareIndex, compareSnapshots } from './compare-contents.ts';
import { compareDisks } from './compare-disk.ts';
import { compareHealth } from './compare-health.ts';
import type { ClusterExpectations } from './params.ts';

/** Compares a cluster with everything that is expected of it, and asks for snapshots and indices meanwhile. */
export const compareCluster = async (
  asked: AskedCluster,
  expected: ClusterExpectations,
  api: ClusterApi,
  now: number,
): Promise<readonly Comparison[]> => {
  const { health, why, blocks, allocation, settings } = asked;
  const snapshots = await Promise.all(expected.snapshots.map((one) => compareSnapshots(api, one, now)));
  const indices = await Promise.all(expected.indices.map((one) => compareIndex(api, one, now)));
  return [
    ...compareHealth(health, expected, why),
    ...compareBlocks(blocks),
    ...(allocation === undefined ? [] : compareDisks({ allocation, settings: settings ?? { value: {} } }, expected)),
    ...(await compareVersion(asked, expected)),
    ...(await compareDocument(asked, expected)),
    ...snapshots.flat(),
    ...indices.flat(),
  ];
};

const compareVersion = async (
  { root }: AskedCluster,
  { version }: ClusterExpectations,
): Promise<readonly Comparison[]> => {
  if (version === undefined || root === undefined) return [];
  if ('problem' in root) return [compareUnanswered('version', root.problem)];
  return compareValue('version', answeredValue(root)?.version?.number, { semver: version });
};

const compareDocument = async (
  { document }: AskedCluster,
  { jsonPath }: ClusterExpectations,
): Promise<readonly Comparison[]> => {
  const parsed = jsonPath === undefined ? undefined : parseDocument(JSON.stringify(document));
  return parsed === undefined || jsonPath === undefined ? [] : compareJson(parsed, jsonPath);
};

/** The numbers of a cluster that are known. */
export const clusterMeasures = ({ health, durationMs }: AskedCluster): readonly NamedNumber[] => {
  const numbers: (readonly [string, number | null, string])[] = [
    ['duration', durationMs / 1000, 's'],
    ['nodes', health.nodes, ''],
    ['data_nodes', health.dataNodes, ''],
    ['unassigned_shards', health.unassigned, ''],
    ['pending_tasks', health.pendingTasks, ''],
  ];
  return numbers.filter((number): number is NamedNumber => number[1] !== null);
};
