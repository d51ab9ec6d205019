import type { Config } from '../../config/load.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import { UsageError } from '../../model/errors.ts';
import { placeOf } from '../../process/identity.ts';
import { version } from '../../process/version.ts';
import type { ScopeFlags } from '../program/options.ts';
import type { Reading } from './judge-cluster.ts';

export interface ReaderMeans {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** What is left of the run, in milliseconds; null: no limit. */
  readonly timeLeft: () => number | null;
  /** Told of a snapshot or a kubeconfig that flags name and that cannot be used, when the run goes on all the same. */
  readonly unusable?: ((error: UsageError) => void) | undefined;
}

/** Limit of the whole read, in milliseconds, when the run has none. */
const READ_MS = 120_000;

/** Of what is left of a run: what was read is judged in the rest of it, whatever hangs. */
const SHARE = 0.8;

/** Reads a cluster, saved or live, once; asked for no view it reads nothing. */
export const clusterReader = (
  flags: ScopeFlags,
  config: Pick<Config, 'cluster' | 'namespaces'>,
  means: ReaderMeans,
) => {
  const namespaces = namespacesOf(flags, config);
  const scope = { cluster: config.cluster, namespaces: namespaces ?? null };
  const read = async (views: readonly ViewName[]): Promise<Reading> => {
    if (views.length === 0) return { gathered: { now: Date.now(), views: {}, facts: {} } };
    const without = (error: unknown) => withoutCluster(error, views, flags, means.unusable);
    if (flags.snapshot !== undefined) {
      const { replay } = await import('../../kubernetes/replay/replay.ts');
      return replay({ path: flags.snapshot, views, namespaces: namespaces ?? null }).catch(without);
    }
    const { env, signal, timeLeft } = means;
    const { gather } = await import('../../kubernetes/gather/gather.ts');
    const access = { env: { ...env }, context: flags.context, kubeconfig: flags.kubeconfig };
    const timeoutMs = Math.min(READ_MS, Math.floor((timeLeft() ?? READ_MS) * SHARE));
    const request = { access, views, namespaces, version, timeoutMs, place: placeOf(env) };
    const live = await gather(request, signal).catch(without);
    if (!('opened' in live)) return live;
    scope.cluster ??= live.opened?.cluster ?? null;
    scope.namespaces = live.opened?.namespaces ?? scope.namespaces;
    return live;
  };
  return { read, scope: () => scope };
};

/**
 * That there is no cluster to look at is an `error` of the checks that need one; services are asked all the same. What
 * the flags name has to be there, unless somebody wants to be told instead.
 * @throws {UsageError} when a flag names what cannot be used.
 */
const withoutCluster = (
  error: unknown,
  views: readonly ViewName[],
  flags: ScopeFlags,
  unusable: ReaderMeans['unusable'],
): Reading => {
  const isAsked = [flags.snapshot, flags.kubeconfig, flags.context].some((flag) => flag !== undefined);
  if (!(error instanceof UsageError) || error.source === 'arguments') throw error;
  if (isAsked && unusable === undefined) throw error;
  if (isAsked) unusable?.(error);
  const problem = { status: 'error', reason: 'config', message: error.message } as const;
  return {
    gathered: { now: Date.now(), views: Object.fromEntries(views.map((view) => [view, { problem }])), facts: {} },
  };
};

/** Flags before the file. Undefined: the pod's own, or the context's; null: all, as of a snapshot. */
export const namespacesOf = (
  flags: ScopeFlags,
  { namespaces }: Pick<Config, 'namespaces'>,
): readonly string[] | null | undefined => {
  if (flags.allNamespaces) return null;
  if (flags.namespace.length > 0) return flags.namespace;
  return flags.snapshot === undefined ? (namespaces ?? undefined) : null;
};
