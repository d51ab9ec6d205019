import { UsageError } from '../../model/errors.ts';
import type { ApiAccess, Environment } from './access.ts';

/** Which cluster to read. Plain data, so that it can be sent to a thread. */
export interface AccessOptions {
  /** Paths, separated as in `PATH`, by the flag. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Environment;
}

/**
 * Opens the access by the flags, else by `KUBECONFIG`, else by the pod's service account, else by `~/.kube/config`. The
 * official client is loaded only for a kubeconfig that needs it. `signal` ends a credential plugin.
 *
 * @throws {UsageError} when there is no cluster, or its kubeconfig cannot be used.
 */
export const openAccess = async (options: AccessOptions, signal: AbortSignal): Promise<ApiAccess> => {
  const { env, kubeconfig, context } = options;
  const named = kubeconfig ?? env.KUBECONFIG;
  if (!named && context === undefined && env.KUBERNETES_SERVICE_HOST) {
    const { openPodAccess } = await import('./in-cluster.ts');
    return openPodAccess(env);
  }
  const { chooseContext, homeKubeconfig, needsClient } = await import('./kubeconfig.ts');
  const files = named || homeKubeconfig(env);
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
