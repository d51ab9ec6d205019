import { answeredValue, type PartAnswer } from '../../../src/probes/part-answer.ts';
import type { ClusterApi, ClusterDocument } from './cluster-api.ts';
import { hasWatermarks } from './compare-disk.ts';
import { type ClusterHealth, explainAllocation, readHealth } from './compare-health.ts';
import type { ClusterExpectations } from './params.ts';

type AskedPart = PartAnswer<ClusterDocument> | undefined;

/** What a cluster says of itself; a part that was not asked for is undefined. */
export interface AskedCluster {
  readonly document: ClusterDocument;
  readonly health: ClusterHealth;
  /** What keeps a shard from its place; null when nothing does, or nobody says. */
  readonly why: string | null;
  readonly blocks: PartAnswer<ClusterDocument>;
  readonly allocation: AskedPart;
  readonly settings: AskedPart;
  readonly root: AskedPart;
  /** Of the answer to `_cluster/health`, in milliseconds. */
  readonly durationMs: number;
}

/** With flat settings the whole name of one is a single part of the filter's path. */
const DISK_SETTINGS =
  '/_cluster/settings?include_defaults=true&flat_settings=true&filter_path=transient.cluster*,persistent.cluster*,defaults.cluster*';

/** Asks for the health, which every user must see, and for the parts that what is expected needs. Throws ProbeError. */
export const askCluster = async (api: ClusterApi, expected: ClusterExpectations): Promise<AskedCluster> => {
  const started = performance.now();
  const document = await api.read('/_cluster/health');
  const durationMs = performance.now() - started;
  const health = readHealth(document);
  const askIf = async (isNeeded: boolean, path: string): Promise<AskedPart> => (isNeeded ? api.ask(path) : undefined);
  const [explained, blocks, allocation, settings, root] = await Promise.all([
    askIf(health.status !== 'green', '/_cluster/allocation/explain'),
    api.ask('/_cluster/state/blocks'),
    askIf(expected.watermarks || expected.disk !== undefined, '/_cat/allocation?format=json&bytes=b'),
    askIf(expected.watermarks, DISK_SETTINGS),
    askIf(expected.version !== undefined, '/'),
  ]);
  const why = explainAllocation(answeredValue(explained));
  return { document, health, why, blocks, allocation, settings, root, durationMs };
};

/** What could not be judged: managed services refuse some of it. */
export const clusterNotes = ({ allocation, settings, blocks }: AskedCluster): readonly string[] => [
  ...(settings !== undefined && 'value' in settings && !hasWatermarks(settings.value)
    ? ['the watermarks were not judged: the cluster does not report them']
    : []),
  ...Object.entries({ 'the disks': allocation, 'the watermarks': settings, 'the blocks': blocks }).flatMap(
    ([what, part]) =>
      part !== undefined && 'problem' in part ? [`${what} were not judged: ${part.problem.message}`] : [],
  ),
];
