import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { PartAnswer } from '../../../src/probes/part-answer.ts';
import { percentOf } from '../numbers.ts';
import type { ClusterDocument } from './cluster-api.ts';
import type { ClusterExpectations } from './params.ts';

/** The disk of a data node, in bytes. */
interface NodeDisk {
  readonly node: string;
  readonly total: number;
  readonly free: number;
}

/** What is known of the disks: rows of `_cat/allocation`, and the settings of the watermarks. */
export interface AskedDisks {
  readonly allocation: PartAnswer<ClusterDocument>;
  readonly settings: PartAnswer<ClusterDocument>;
}

/** Compares the disks of the data nodes with limits and with the watermarks of the cluster. */
export const compareDisks = (
  { allocation, settings }: AskedDisks,
  expected: ClusterExpectations,
): readonly Comparison[] => {
  if ('problem' in allocation)
    return expected.disk === undefined ? [] : [compareUnanswered('disk', allocation.problem)];
  const disks = readDisks(allocation.value);
  return [
    ...compareLimits(disks, expected),
    ...(expected.watermarks && 'value' in settings ? disks.flatMap((disk) => compareMarks(disk, settings.value)) : []),
  ];
};

const readDisks = (rows: ClusterDocument): readonly NodeDisk[] =>
  (Array.isArray(rows) ? rows : []).flatMap((row: ClusterDocument) => {
    const [total, free] = [Number(row['disk.total'] ?? Number.NaN), Number(row['disk.avail'] ?? Number.NaN)];
    return total > 0 && Number.isFinite(free) ? [{ node: String(row.node), total, free }] : [];
  });

const compareLimits = (disks: readonly NodeDisk[], { disk: limits }: ClusterExpectations): readonly Comparison[] => {
  if (limits === undefined) return [];
  if (disks.length === 0)
    return compareRange({ name: 'disk', value: null, unit: '%', text: 'no node reports its disk' }, limits);
  return disks.flatMap(({ node, total, free }) => {
    const value = percentOf(total - free, total);
    return compareRange(
      { name: `disk of ${node}`, value, unit: '%', text: `the disk of ${node} is ${value?.toFixed(1)} % full` },
      limits,
    );
  });
};

const PREFIX = 'cluster.routing.allocation.disk.';
const SETTING_LEVELS = ['transient', 'persistent', 'defaults'] as const;

const settingOf = (settings: ClusterDocument, name: string): string | undefined => {
  const values = SETTING_LEVELS.map((level) => settings?.[level]?.[`${PREFIX}${name}`]);
  const value = values.find((one) => one !== undefined && one !== null);
  return value === undefined ? undefined : String(value);
};

/** Whether the settings of a cluster have the watermarks. */
export const hasWatermarks = (settings: ClusterDocument): boolean =>
  settingOf(settings, 'watermark.flood_stage') !== undefined;

/** Above the flood stage indices become read-only; above the high watermark shards move away. */
const compareMarks = (disk: NodeDisk, settings: ClusterDocument): readonly Comparison[] => {
  if (settingOf(settings, 'threshold_enabled') === 'false') return [];
  const flood = compareMark(disk, settings, 'flood_stage', 'fail');
  const high = compareMark(disk, settings, 'high', 'warn');
  return flood?.status === 'fail' || high === undefined
    ? [flood].filter((one) => one !== undefined)
    : [flood, high].filter((one) => one !== undefined);
};

const compareMark = (
  { node, total, free }: NodeDisk,
  settings: ClusterDocument,
  mark: 'flood_stage' | 'high',
  otherwise: 'fail' | 'warn',
): Comparison | undefined => {
  const written = settingOf(settings, `watermark.${mark}`);
  const kept = written === undefined ? undefined : freeBytesOf(written, total);
  const headroom = settingOf(settings, `watermark.${mark}.max_headroom`);
  if (written === undefined || kept === undefined) return undefined;
  // A share of a large disk is more than anybody needs: since 8.5 no more than the headroom is kept free.
  const room = headroom === undefined ? undefined : freeBytesOf(headroom, total);
  const needed = /%$|^0?\.\d+$/.test(written) && room !== undefined && room > 0 ? Math.min(kept, room) : kept;
  const used = (((total - free) / total) * 100).toFixed(1);
  const title = mark === 'high' ? 'high watermark' : 'flood stage, where indices become read-only';
  return {
    name: `${mark} of ${node}`,
    operator: 'ge',
    expected: Math.round(needed),
    actual: free,
    unit: 'By',
    status: free >= needed ? 'pass' : otherwise,
    reason: 'threshold',
    text: `the disk of ${node} is ${used} % full, above the ${title} (${written})`,
  };
};

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
  pb: 1024 ** 5,
};

/** The bytes that a watermark keeps free: `90%` and `0.9` are what may be used, `50gb` is what is left. */
const freeBytesOf = (text: string, total: number): number | undefined => {
  const [, number = '', unit = ''] = /^(-?\d*\.?\d+)\s*(%|[kmgtp]?b)?$/i.exec(text.trim()) ?? [];
  if (number === '') return undefined;
  if (unit === '%') return total * (1 - Number(number) / 100);
  if (unit === '') return Number(number) < 0 ? undefined : total * (1 - Number(number));
  return Number(number) * (BYTES[unit.toLowerCase()] ?? 1);
};
