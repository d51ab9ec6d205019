import type { Config } from '../config/load.ts';
import { placeOf } from '../place.ts';
import type { ViewName } from '../sources.ts';
import { version } from '../version.ts';
import type { Reading } from './cluster.ts';
import type { ScopeFlags } from './options.ts';

export interface ReaderMeans {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** What is left of the run, in milliseconds; null: no limit. */
  readonly timeLeft: () => number | null;
}

/** Limit of the whole read, in milliseconds, when the run has none. */
const READ_MS = 120_000;

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
    if (flags.snapshot !== undefined) {
      const { replay } = await import('../kubernetes/replay/replay.ts');
      return replay({ path: flags.snapshot, views, namespaces: namespaces ?? null });
    }
    const { env, signal, timeLeft } = means;
    const { gather } = await import('../kubernetes/gather/gather.ts');
    const access = { env: { ...env }, context: flags.context, kubeconfig: flags.kubeconfig };
    const timeoutMs = Math.min(READ_MS, timeLeft() ?? READ_MS);
    const live = await gather({ access, views, namespaces, version, timeoutMs, place: placeOf(env) }, signal);
    scope.cluster ??= live.opened?.cluster ?? null;
    scope.namespaces = live.opened?.namespaces ?? scope.namespaces;
    return live;
  };
  return { read, scope: () => scope };
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
