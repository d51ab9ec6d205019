import { UsageError } from '../../model/errors.ts';
import { documentSecrets } from '../../redaction/document-secrets.ts';
import { addressSecrets } from '../../redaction/encodings.ts';
import type { AccessRun, ApiAccess, Environment } from './access.ts';
import type { ChosenContext } from './kubeconfig.ts';

/** Which cluster to read. Plain data, so that it can be sent to a thread. */
export interface AccessOptions {
  /** Paths, separated as in `PATH`, by the flag. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Environment;
}

/**
 * Opens the access by the flags, else by `KUBECONFIG`, else by the pod's service account, else by `~/.kube/config`. The
 * official client is loaded only for a kubeconfig that needs it. Every credential is told to `onSecret` once, before it is sent.
 *
 * @throws {UsageError} when there is no cluster, or its kubeconfig cannot be used.
 */
export const openAccess = async (options: AccessOptions, run: AccessRun): Promise<ApiAccess> => {
  const told = new Set<string>();
  const tellOnce = (secret: string) => {
    if (!told.has(secret)) run.onSecret(secret);
    told.add(secret);
  };
  const access = await findAccess(options, { ...run, onSecret: tellOnce });
  return {
    ...access,
    authorize: async (renew, signal) => {
      const headers = await access.authorize(renew, signal);
      for (const [name, value] of Object.entries(headers)) if (/authorization$/i.test(name)) tellOnce(value);
      return headers;
    },
  };
};

const findAccess = async ({ env, kubeconfig, context }: AccessOptions, run: AccessRun): Promise<ApiAccess> => {
  const path = kubeconfig ?? env.KUBECONFIG;
  if (!path && context === undefined && env.KUBERNETES_SERVICE_HOST) {
    const { openPodAccess } = await import('./in-cluster.ts');
    return openPodAccess(env);
  }
  const { chooseContext, homeKubeconfig } = await import('./kubeconfig.ts');
  const files = path || homeKubeconfig(env);
  if (files === undefined) {
    const message = 'there is no cluster to look at: not in a pod, and neither KUBECONFIG nor ~/.kube/config is there';
    throw new UsageError(message, 'config');
  }
  const chosen = await chooseContext(files, context);
  for (const secret of contextSecrets(chosen)) run.onSecret(secret);
  return isPlain(chosen) ? openPlainAccess(chosen, run) : openContext(chosen, run);
};

const isPlain = (chosen: ChosenContext): boolean => /^http:/i.test(chosen.cluster.value.server ?? '');

/** As kubectl does: over plain http no plugin is asked, and nothing is sent that proves who asks. */
const openPlainAccess = async (chosen: ChosenContext, run: AccessRun): Promise<ApiAccess> => {
  const access = await openContext({ ...chosen, user: { ...chosen.user, value: {} } }, run);
  const hasCredentials = Object.keys(chosen.user.value).length > 0;
  return hasCredentials ? { ...access, refusalHint: 'no credentials are sent over plain http: use https' } : access;
};

const openContext = async (chosen: ChosenContext, run: AccessRun): Promise<ApiAccess> => {
  const { needsClient } = await import('./kubeconfig.ts');
  if (needsClient(chosen)) {
    const { openClientAccess } = await import('./client-access.ts');
    return openClientAccess(chosen, run);
  }
  const { openKubeconfigAccess } = await import('./kubeconfig-access.ts');
  return openKubeconfigAccess(chosen, run);
};

/** What stands in the entries of a context that must not be repeated. */
const contextSecrets = ({ cluster, user }: ChosenContext): readonly string[] => [
  ...documentSecrets(user.value),
  ...addressSecrets(cluster.value['proxy-url'] ?? ''),
  ...addressSecrets(cluster.value.server ?? ''),
];
