import type { LabelledRow } from '../../kubernetes/objects/label-selector.ts';
import type { ObjectRef } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { findNearestWord } from '../../text/nearest-word.ts';
import type { TriageCluster } from '../../triage/cluster.ts';
import { type TargetName, targetKinds } from '../../triage/target-kinds.ts';

/** What a target is found by. */
interface NamedRow extends LabelledRow {
  readonly ref: ObjectRef;
}

/** The rows of a view; none where it could not be read. */
export const rowsOf = (view: TargetName['view'], { rows }: TriageCluster): readonly NamedRow[] => rows[view] ?? [];

/** Why there is no such object, with the nearest that there is. */
export const missingText = ({ word, name, view }: TargetName, cluster: TriageCluster): string => {
  const { namespaces } = cluster;
  const names = rowsOf(view, cluster).map(({ ref }) => ref.name);
  const near = findNearestWord(name, names);
  const hint =
    sameNameHint(name, cluster) ?? (near === undefined ? nearNameHint(name, cluster) : `did you mean ${word}/${near}?`);
  const where = namespaces === null ? '' : ` in ${pluralWord(namespaces, 'namespace')} ${namespaces.join(', ')}`;
  const elsewhere = namespaces === null ? '' : ' (-n or -A looks elsewhere)';
  return `there is no ${word}/${name}${where}${hint === undefined ? '' : `: ${hint}`}${elsewhere}`;
};

const pluralWord = (of: readonly string[], word: string): string => (of.length === 1 ? word : `${word}s`);

interface NamedTarget {
  readonly name: string;
  /** `deployment/shop` */
  readonly target: string;
}

const allTargets = (cluster: TriageCluster): readonly NamedTarget[] =>
  targetKinds.flatMap(({ word, view }) =>
    rowsOf(view, cluster).map(({ ref }) => ({ name: ref.name, target: `${word}/${ref.name}` })),
  );

/** Objects of other kinds with that name. */
const sameNameHint = (name: string, cluster: TriageCluster): string | undefined => {
  const found = new Set(allTargets(cluster).flatMap((one) => (one.name === name ? [one.target] : [])));
  return found.size === 0 ? undefined : `there is ${abbreviateList([...found])}`;
};

const nearNameHint = (name: string, cluster: TriageCluster): string | undefined => {
  const all = allTargets(cluster);
  const near = findNearestWord(
    name,
    all.map((one) => one.name),
  );
  return near === undefined ? undefined : `did you mean ${all.find((one) => one.name === near)?.target}?`;
};

/** Objects of any kind with that name, else with nearly that name. */
export const otherKindHint = (name: string, cluster: TriageCluster): string | undefined =>
  sameNameHint(name, cluster) ?? nearNameHint(name, cluster);
