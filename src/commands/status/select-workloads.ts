import type { MetaRow } from '../../kubernetes/fields/object-meta.ts';
import { isChosenBy, type LabelledRow, parseSelector } from '../../kubernetes/objects/label-selector.ts';
import { objectKey } from '../../kubernetes/objects/object-key.ts';
import { UsageError } from '../../model/errors.ts';
import { STATUS_VIEWS, type StatusRows, type StatusView } from '../../status/status-rows.ts';
import type { WorkloadStatus } from '../../status/workload-status.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { findNearestWord } from '../../text/nearest-word.ts';
import { parseTarget, type TargetName } from '../../triage/target-kinds.ts';
import { findService, type KnownServices } from '../input/service-selectors.ts';

/** The workloads that were asked for, and why more of them may be missing. */
export interface SelectedWorkloads {
  readonly workloads: readonly WorkloadStatus[];
  readonly unread: readonly string[];
}

/** A target of `kavmon status`; undefined: everything. */
export type StatusTarget =
  | { readonly object: TargetName & { readonly view: StatusView } }
  | { readonly service: string }
  | undefined;

const isStatusView = (view: string): view is StatusView => STATUS_VIEWS.some((one) => one === view);

/**
 * Parses what to show the status of.
 * @throws {UsageError} on a kind that has no pods.
 */
export const parseStatusTarget = (text: string | undefined): StatusTarget => {
  if (text === undefined) return undefined;
  const object = parseTarget(text);
  if (object === undefined) return { service: text };
  const { view, word, name } = object;
  if (!isStatusView(view))
    throw new UsageError(
      `"${text}" has no replicas of its own: kavmon triage ${word}/${name} shows what stands behind it`,
    );
  return { object: { ...object, view } };
};

/** The services that a target may name, and label selectors, one of which what is shown has to match; none: everything. */
export interface StatusChoice extends KnownServices {
  readonly selectors: readonly string[];
}

/**
 * Selects the workloads of a target.
 * @throws {UsageError} when it names nothing, with the nearest that there is.
 */
export const selectWorkloads = (
  target: StatusTarget,
  all: readonly WorkloadStatus[],
  cluster: StatusRows,
  config: StatusChoice,
): SelectedWorkloads => {
  const named = selectNamed(target, all, cluster, config);
  if (config.selectors.length === 0 || (named.workloads.length === 0 && named.unread.length > 0)) return named;
  const workloads = claimed(config.selectors, named.workloads, cluster);
  if (workloads.length === 0 && named.unread.length === 0)
    throw new UsageError(`no workload has the labels ${config.selectors.join(' or ')}; -n or -A looks elsewhere`);
  return { ...named, workloads };
};

const selectNamed = (
  target: StatusTarget,
  all: readonly WorkloadStatus[],
  cluster: StatusRows,
  config: KnownServices,
): SelectedWorkloads => {
  const unread = [...new Set(Object.values(cluster.unread))];
  if (target === undefined) return { workloads: all, unread };
  return 'service' in target
    ? { workloads: ofService(target.service, all, cluster, config), unread }
    : ofObject(target.object, all, cluster);
};

type AnyRow = MetaRow & LabelledRow & { readonly cronJob?: string };

const rowsOf = (view: StatusView, { rows }: StatusRows): readonly AnyRow[] => rows[view] ?? [];

const ofObject = (
  { kind, word, name, view }: TargetName & { readonly view: StatusView },
  all: readonly WorkloadStatus[],
  cluster: StatusRows,
): SelectedWorkloads => {
  const why = cluster.unread[view];
  if (why !== undefined) return { workloads: [], unread: [why] };
  const rows = rowsOf(view, cluster).filter(({ ref }) => ref.name === name);
  const keys = new Set(rows.map(({ ref }) => objectKey(ref)));
  const owned = new Set(rows.flatMap((row) => ownerKeys(row)));
  const isMeant = ({ ref, replicas }: WorkloadStatus): boolean =>
    keys.has(objectKey(ref)) ||
    owned.has(objectKey(ref)) ||
    (kind === 'Pod' && replicas.some((replica) => keys.has(objectKey(replica.ref))));
  const found = all.filter(isMeant);
  if (found.length === 0) throw new UsageError(missingText({ word, name }, all));
  const places = [...new Set(found.map(({ ref }) => ref.namespace ?? ''))];
  if (places.length > 1)
    throw new UsageError(`${word}/${name} is in several namespaces (${abbreviateList(places)}): say which one with -n`);
  return { workloads: found, unread: [] };
};

/** What a ReplicaSet or a Job is of. */
const ownerKeys = ({ ref, owner, cronJob }: AnyRow): readonly string[] => [
  ...(owner === undefined ? [] : [objectKey({ ...ref, kind: owner.kind, name: owner.name })]),
  ...(cronJob === undefined ? [] : [objectKey({ ...ref, kind: 'CronJob', name: cronJob })]),
];

const missingText = ({ word, name }: { word: string; name: string }, all: readonly WorkloadStatus[]): string => {
  const names = all.map(({ ref }) => ref.name);
  const near = names.includes(name) ? name : findNearestWord(name, names);
  const other = all.find(({ ref }) => ref.name === near)?.ref;
  const hint = other === undefined ? '' : `: did you mean ${other.kind.toLowerCase()}/${other.name}?`;
  return `there is no ${word}/${name} where kavmon looked${hint || '; -n or -A looks elsewhere'}`;
};

const ofService = (
  name: string,
  all: readonly WorkloadStatus[],
  cluster: StatusRows,
  config: KnownServices,
): readonly WorkloadStatus[] => {
  const { selectors } = findService(name, config);
  if (selectors.length === 0)
    throw new UsageError(`service "${name}" says in no workloads.selector what is of it: name an object, KIND/NAME`);
  const found = claimed(selectors, all, cluster);
  if (found.length === 0)
    throw new UsageError(`nothing matches the workloads.selector of service "${name}": ${selectors.join('; ')}`);
  return found;
};

/** The workloads that have, or whose pods have, the labels of one of the selectors. */
const claimed = (
  selectors: readonly string[],
  all: readonly WorkloadStatus[],
  cluster: StatusRows,
): readonly WorkloadStatus[] => {
  const parsed = selectors.map(parseSelector);
  const rows = STATUS_VIEWS.flatMap((view) => rowsOf(view, cluster));
  const keys = new Set(rows.filter((row) => isChosenBy(parsed, row)).map(({ ref }) => objectKey(ref)));
  return all.filter(
    ({ ref, replicas }) => keys.has(objectKey(ref)) || replicas.some((replica) => keys.has(objectKey(replica.ref))),
  );
};
