import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Access, Headers } from './access.ts';
import { type Chosen, type Cluster, serverOf } from './kubeconfig.ts';

/** What the client's authenticators have in common with the one that starts plugins. */
interface Authenticator {
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
export const clientAccess = async (chosen: Chosen, signal: AbortSignal): Promise<Access> => {
  const kubeconfig = load(chosen);
  let current = signal;
  const plugins = (kubeconfig as unknown as { authenticators: Authenticator[] }).authenticators.filter(
    ({ execFn }) => execFn !== undefined,
  );
  for (const plugin of plugins) plugin.execFn = (command, args, options) => start(command, args, options, current);
  const apply = async (renew: boolean, signal: AbortSignal): Promise<RequestOptions> => {
    current = signal;
    if (renew) for (const plugin of plugins) plugin.tokenCache = {};
    const options: RequestOptions = {};
    await Promise.race([kubeconfig.applyToHTTPSOptions(options), aborted(signal)]);
    return options;
  };
  // A plugin that fails is told of by the first request, as any refusal is.
  let first: Promise<RequestOptions> | undefined = apply(
    false,
    AbortSignal.any([signal, AbortSignal.timeout(SETUP_LIMIT)]),
  );
  const agent = await first.then((options) => options.agent as Agent).catch(() => undefined);
  return {
    server: serverOf(chosen),
    tls: {},
    ...(agent && { agent }),
    namespace: chosen.namespace,
    cluster: chosen.name,
    authorize: async (renew, signal) => {
      const options = renew || first === undefined ? apply(renew, signal) : first;
      first = undefined;
      return headersOf(await options);
    },
  };
};

/** Milliseconds for a plugin's first answer; a person may have to be asked in a browser, but not longer. */
const SETUP_LIMIT = 30_000;

const start = (command: string, args: readonly string[] | undefined, options: SpawnOptions, signal: AbortSignal) => {
  const env = { ...process.env, ...options.env, KUBERNETES_EXEC_INFO: EXEC_INFO };
  return spawn(command, [...(args ?? [])], {
    ...options,
    env,
    signal,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the credentials were not given in time')), { once: true });
  });

/** The client takes an address without TLS only when told that there is nothing to verify. */
const SKIP_TLS = { 'insecure-skip-tls-verify': true };
const isPlain = ({ server }: Cluster): boolean => server?.startsWith('http:') ?? false;

/** The one context that was chosen, with its paths made absolute. */
const load = ({ name, namespace, cluster, user }: Chosen): KubeConfig => {
  const kubeconfig = new KubeConfig();
  const document = {
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    clusters: [{ name, cluster: { ...cluster.value, ...(isPlain(cluster.value) && SKIP_TLS) } }],
    users: [{ name, user: user.value }],
  };
  kubeconfig.loadFromString(JSON.stringify(document));
  kubeconfig.makePathsAbsolute(cluster.folder);
  return kubeconfig;
};

const headersOf = ({ headers, auth }: RequestOptions): Headers => {
  const given = Object.entries((headers ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]);
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return { ...Object.fromEntries(given), ...basic };
};
