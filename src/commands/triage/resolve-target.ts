import { isChosenBy, parseSelector } from '../../kubernetes/objects/label-selector.ts';
import { objectKey } from '../../kubernetes/objects/object-key.ts';
import { UsageError } from '../../model/errors.ts';
import type { ObjectRef } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import type { TriageCluster } from '../../triage/cluster.ts';
import { parseTarget, type TargetName } from '../../triage/target-kinds.ts';
import { outermostTargets } from '../../triage/walk-target.ts';
import { findService, type KnownServices } from '../input/service-selectors.ts';
import { missingText, otherKindHint, rowsOf } from './target-hints.ts';

/** The objects that a walk starts from, or why the one that was named could not be read. */
export type ResolvedTarget =
  | { readonly refs: readonly ObjectRef[] }
  | { readonly ref: ObjectRef; readonly unread: string };

/** Where a target is looked for. */
interface TargetScope {
  readonly config: KnownServices;
  /** The namespaces that flags name: with `--all-namespaces` all are read, and the target is in one of these. Empty: any. */
  readonly within: readonly string[];
}

/**
 * Finds what a target names: one object, or those of a configured service.
 * @throws {UsageError} when there is none, or several, with the nearest that there is.
 */
export const resolveTarget = (
  text: string,
  cluster: TriageCluster,
  { config, within }: TargetScope,
): ResolvedTarget => {
  const named = parseTarget(text);
  return named === undefined ? resolveService(text, cluster, config) : resolveObject(named, cluster, within);
};

const resolveObject = (target: TargetName, cluster: TriageCluster, within: readonly string[]): ResolvedTarget => {
  const { kind, word, name, view } = target;
  const unread = cluster.whyUnread(view, undefined);
  if (unread !== undefined) return { ref: { kind, name }, unread };
  const named = rowsOf(view, cluster).flatMap(({ ref }) => (ref.name === name ? [ref] : []));
  if (named.length === 0) throw new UsageError(missingText(target, cluster));
  const refs = named.filter(({ namespace = '' }) => within.length === 0 || within.includes(namespace));
  if (refs.length === 0)
    throw new UsageError(`there is no ${word}/${name} in ${within.join(', ')}: it is in ${placesOf(named)}`);
  if (refs.length > 1)
    throw new UsageError(`${word}/${name} is in several namespaces (${placesOf(refs)}): say which one with -n`);
  return { refs };
};

const placesOf = (refs: readonly ObjectRef[]): string =>
  abbreviateList(
    refs.map(({ namespace = '' }) => namespace),
    10,
  );

/** Views whose objects a service may claim by their labels. */
const CLAIMED_VIEWS = [
  'ingresses',
  'httpRoutes',
  'grpcRoutes',
  'services',
  'deployments',
  'statefulSets',
  'daemonSets',
  'cronJobs',
] as const;

const resolveService = (name: string, cluster: TriageCluster, config: KnownServices): ResolvedTarget => {
  const { registrations, selectors } = findService(name, config, () => otherKindHint(name, cluster));
  const refs = [...routeTargets(registrations, cluster), ...claimedTargets(selectors, cluster)];
  if (refs.length > 0) return { refs: [...new Map(refs.map((ref) => [objectKey(ref), ref])).values()] };
  throw new UsageError(
    selectors.length === 0
      ? `service "${name}" names no objects: it has no workloads.selector and no route-outside-in with a target; write KIND/NAME`
      : `nothing in the cluster matches the workloads.selector of service "${name}": ${selectors.join('; ')}`,
  );
};

type ServiceRegistrations = KnownServices['registrations'];

/** What the checks of a service name as their targets. */
const routeTargets = (registrations: ServiceRegistrations, cluster: TriageCluster): readonly ObjectRef[] =>
  registrations
    .filter(({ check }) => check === 'route-outside-in')
    .flatMap(({ params }) => {
      const { target, namespace } = params as { readonly target?: string; readonly namespace?: string };
      const named = target === undefined ? undefined : parseTarget(target);
      return named === undefined
        ? []
        : rowsOf(named.view, cluster)
            .map(({ ref }) => ref)
            .filter((ref) => ref.name === named.name && (namespace === undefined || ref.namespace === namespace));
    });

/**
 * The objects that `--selector` and `--release` choose, as those furthest outside that lead to them.
 * @throws {UsageError} when nothing matches.
 */
export const resolveSelected = (selectors: readonly string[], cluster: TriageCluster): ResolvedTarget => {
  const refs = claimedTargets(selectors, cluster);
  if (refs.length === 0) throw new UsageError(`nothing in the cluster matches ${selectors.join('; ')}`);
  return { refs };
};

/** The outermost objects that lead to what these selectors match. */
const claimedTargets = (selectors: readonly string[], cluster: TriageCluster): readonly ObjectRef[] => {
  const parsed = selectors.map(parseSelector);
  const rows = CLAIMED_VIEWS.flatMap((view) => rowsOf(view, cluster));
  const claimed = rows.filter((row) => isChosenBy(parsed, row));
  return outermostTargets(
    claimed.map(({ ref }) => ref),
    cluster,
  );
};
