import { UsageError } from '../../model/errors.ts';
import type { ApiAccess } from './access.ts';

/** Which cluster; plain data, so that a thread can be told. */
export interface AccessOptions {
  /** Files, separated as in `PATH`; from the flag. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: { readonly [name: string]: string | undefined };
}

/**
 * The way to the cluster: the flags, else `KUBECONFIG`, else the pod's own service account, else `~/.kube/config`. The
 * libraries for it are loaded only when a kubeconfig asks for what needs them. `signal` ends a plugin that is asked.
 *
 * @throws {UsageError} when there is no cluster to talk to, or what tells of it cannot be used.
 */
export const openAccess = async (options: AccessOptions, signal: AbortSignal): Promise<ApiAccess> => {
  const { env, kubeconfig, context } = options;
  const asked = kubeconfig ?? env.KUBECONFIG;
  if (!asked && context === undefined && env.KUBERNETES_SERVICE_HOST) {
    const { openPodAccess } = await import('./in-cluster.ts');
    return openPodAccess(env);
  }
  const { chooseContext, homeKubeconfig, needsClient } = await import('./kubeconfig.ts');
  const files = asked || homeKubeconfig(env);
  if (files === undefined) {
    const message = 'there is no cluster to look at: not in a pod, and neither KUBECONFIG nor ~/.kube/config is there';
    throw new UsageError(message, 'config');
  }
  const chosen = await chooseContext(files, context);
  if (needsClient(chosen)) {
    const { openClientAccess } = await import('./client-access.ts');
    return openClientAccess(chosen, signal);
  }
  const { openKubeconfigAccess } = await import('./kubeconfig-access.ts');
  return openKubeconfigAccess(chosen);
};
