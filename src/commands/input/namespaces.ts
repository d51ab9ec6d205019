import type { KavmonConfig } from '../../config/load.ts';
import type { ScopeFlags } from '../command-line/options.ts';

/**
 * The namespaces to look at: flags before the file. Undefined: the pod's own, or those of the context; null: all, as of a
 * snapshot.
 */
export const namespacesOf = (
  flags: ScopeFlags,
  { namespaces }: Pick<KavmonConfig, 'namespaces'>,
): readonly string[] | null | undefined => {
  if (flags.allNamespaces) return null;
  if (flags.namespace.length > 0) return flags.namespace;
  return flags.snapshot === undefined ? (namespaces ?? undefined) : null;
};
