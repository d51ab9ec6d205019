import type { ScopeFlags } from '../command-line/options.ts';

/** Whether kavmon runs in a pod of the cluster that it reads, and so reaches Services and pods directly. */
export const runsInCluster = (
  { kubeconfig, context }: Pick<ScopeFlags, 'kubeconfig' | 'context'>,
  env: Readonly<Record<string, string | undefined>>,
): boolean =>
  Boolean(env.KUBERNETES_SERVICE_HOST) && !env.KUBECONFIG && kubeconfig === undefined && context === undefined;
