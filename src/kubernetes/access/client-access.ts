import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { ApiAccess, RequestHeaders } from './access.ts';
import { type ChosenContext, type KubeconfigCluster, parseServerUrl } from './kubeconfig.ts';

/** What the client's authenticators have in common with the one that starts plugins. */
interface ClientAuthenticator {
  execFn?: (command: string, args: readonly string[] | undefined, options: SpawnOptions) => ChildProcess;
  tokenCache?: object;
}

const EXEC_INFO = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  spec: { interactive: false },
});

/**
 * Access by the official client: credential plugins, OIDC, proxies. A plugin is started without a terminal and ended
 * with the request that asked for it: it may wait for a person for ever.
 */
export const openClientAccess = async (chosen: ChosenContext, signal: AbortSignal): Promise<ApiAccess> => {
  const kubeconfig = loadKubeConfig(chosen);
  let current = signal;
  const plugins = (kubeconfig as unknown as { authenticators: ClientAuthenticator[] }).authenticators.filter(
    ({ execFn }) => execFn !== undefined,
  );
  for (const plugin of plugins)
    plugin.execFn = (command, args, options) => startPlugin(command, args, options, current);
  const apply = async (renew: boolean, signal: AbortSignal): Promise<RequestOptions> => {
    current = signal;
    if (renew) for (const plugin of plugins) plugin.tokenCache = {};
    const options: RequestOptions = {};
    await Promise.race([kubeconfig.applyToHTTPSOptions(options), rejectOnAbort(signal)]);
    return options;
  };
  // A plugin that fails is told of by the first request, as any refusal is.
  let first: Promise<RequestOptions> | undefined = apply(
    false,
    AbortSignal.any([signal, AbortSignal.timeout(SETUP_TIMEOUT_MS)]),
  );
  const agent = await first.then((options) => options.agent as Agent).catch(() => undefined);
  return {
    server: parseServerUrl(chosen),
    tls: {},
    ...(agent && { agent }),
    namespace: chosen.namespace,
    cluster: chosen.name,
    authorize: async (renew, signal) => {
      const options = renew || first === undefined ? apply(renew, signal) : first;
      first = undefined;
      return optionHeaders(await options);
    },
  };
};

/** Milliseconds for a plugin's first answer; a person may have to be asked in a browser, but not longer. */
const SETUP_TIMEOUT_MS = 30_000;

const startPlugin = (
  command: string,
  args: readonly string[] | undefined,
  options: SpawnOptions,
  signal: AbortSignal,
) => {
  const env = { ...process.env, ...options.env, KUBERNETES_EXEC_INFO: EXEC_INFO };
  return spawn(command, [...(args ?? [])], {
    ...options,
    env,
    signal,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the credentials were not given in time')), { once: true });
  });

/** The client takes an address without TLS only when told that there is nothing to verify. */
const SKIP_TLS = { 'insecure-skip-tls-verify': true };
const isWithoutTls = ({ server }: KubeconfigCluster): boolean => server?.startsWith('http:') ?? false;

/** The one context that was chosen, with its paths made absolute. */
const loadKubeConfig = ({ name, namespace, cluster, user }: ChosenContext): KubeConfig => {
  const kubeconfig = new KubeConfig();
  const document = {
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    clusters: [{ name, cluster: { ...cluster.value, ...(isWithoutTls(cluster.value) && SKIP_TLS) } }],
    users: [{ name, user: user.value }],
  };
  kubeconfig.loadFromString(JSON.stringify(document));
  kubeconfig.makePathsAbsolute(cluster.folder);
  return kubeconfig;
};

const optionHeaders = ({ headers, auth }: RequestOptions): RequestHeaders => {
  const given = Object.entries((headers ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]);
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return { ...Object.fromEntries(given), ...basic };
};
