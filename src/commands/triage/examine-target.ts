import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ObjectRef } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import type { Chain, Link } from '../../triage/chain.ts';
import { TRIAGE_VIEWS, type TriageCluster, triageCluster } from '../../triage/cluster.ts';
import { walkTarget } from '../../triage/walk-target.ts';
import { objectSelectors } from '../input/object-selectors.ts';
import type { InspectedCluster } from '../inspect/inspect-cluster.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';
import { splitViews } from '../inspect/split-views.ts';
import { attachFindings } from './attach-findings.ts';
import { type ExplainedLink, explainLinks } from './explain-links.ts';
import type { ProbeTools } from './probe-links.ts';
import { type ResolvedTarget, resolveSelected, resolveTarget } from './resolve-target.ts';
import { buildTriageDocument, type TriageDocument } from './triage-document.ts';

/**
 * Walks from what the target names through the rows of a cluster, and says of each link what was found there; with tools
 * for it, a live request is made at each hop. Without a target it walks to what the flags choose.
 * @throws {UsageError} when that is nothing.
 */
export const examineTarget = async (
  target: string | undefined,
  inspected: InspectedCluster,
  { config, flags }: Pick<InspectionRun, 'config' | 'flags'>,
  tools?: ProbeTools,
): Promise<TriageDocument> => {
  const { views, now, scope } = inspected;
  const cluster = triageCluster({ ...splitViews(views, TRIAGE_VIEWS), namespaces: scope.namespaces, now });
  const selectors = objectSelectors(flags);
  const resolved =
    target === undefined
      ? resolveSelected(selectors, cluster)
      : resolveTarget(target, cluster, { config, within: flags.namespace });
  const chains = walkAll(resolved, cluster);
  // The check of the same walk says nothing that the links do not say.
  const findings = inspected.results
    .flatMap((result) => result.findings)
    .filter(({ reason }) => reason !== 'route_broken');
  const judged = chains.flatMap((chain) => chain.paths.map((path) => attachFindings(path, findings)));
  const targets = chains.flatMap((chain) => chain.paths.map(() => chain.target));
  const { paths: explained, notes } = await explainLinks(judged, inspected.explainer, { logs: flags.podLogs });
  const probed = tools === undefined ? explained : await probePaths(explained, cluster, tools);
  const { results } = inspected;
  const warnings = [...inspected.warnings, ...scopeNotes(probed, scope)];
  const outer = new Map(chains.flatMap((chain) => chain.outer).map((ref) => [objectKey(ref), ref]));
  return buildTriageDocument({
    target: target ?? selectors.join('; '),
    paths: probed.map(({ links }, index) => ({ target: targets[index] as ObjectRef, links })),
    outer: [...outer.values()],
    results,
    now,
    scope,
    warnings: [...new Set([...warnings, ...notes])],
  });
};

/** What may be the cause and was not read, where something is not well or lies behind a route. */
const scopeNotes = (
  paths: readonly { readonly links: readonly ExplainedLink[] }[],
  { namespaces }: InspectedCluster['scope'],
): readonly string[] => {
  const isAffected = paths.some(({ links }) => links.some(({ kind, verdict }) => kind === 'route' || verdict !== 'ok'));
  if (namespaces === null || !isAffected) return [];
  const where = `${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${abbreviateList(namespaces)}`;
  return [
    `nothing outside of ${where} was read: nodes, volumes and classes may be the cause (-A reads them, and -n with it names the target's namespace)`,
  ];
};

const walkAll = (resolved: ResolvedTarget, cluster: TriageCluster): readonly Chain[] => {
  if ('refs' in resolved) return resolved.refs.map((ref) => walkTarget(ref, cluster));
  const { ref, unread } = resolved;
  const [namespace, ...others] = cluster.namespaces ?? [];
  const object = namespace === undefined || others.length > 0 ? ref : { ...ref, namespace };
  const link: Link = { kind: linkKindOf(ref.kind), object, objects: [], verdict: 'unknown', text: unread };
  return [{ target: object, paths: [{ links: [link] }], outer: [] }];
};

const linkKindOf = (kind: string): Link['kind'] => {
  if (kind === 'Pod') return 'pod';
  if (kind === 'Service') return 'service';
  return ['Ingress', 'HTTPRoute', 'GRPCRoute'].includes(kind) ? 'route' : 'workload';
};

/** What makes requests is loaded when they are asked for. */
const probePaths = async (
  paths: readonly { readonly links: readonly ExplainedLink[] }[],
  cluster: TriageCluster,
  tools: ProbeTools,
) => {
  const { probeLinks } = await import('./probe-links.ts');
  return Promise.all(paths.map(async ({ links }) => ({ links: await probeLinks(links, cluster, tools) })));
};
