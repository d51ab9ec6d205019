import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { createRunTag, killTagged, killWithDescendants, RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import { documentSecrets } from '../../redaction/document-secrets.ts';
import type { AccessRun, ApiAccess, RequestHeaders } from './access.ts';
import { type ChosenContext, parseServerUrl } from './kubeconfig.ts';
import type { KubeconfigCluster } from './kubeconfig-document.ts';

/** The client's `ExecAuth`, as far as it is changed here; its other authenticators have no `execFn`. */
interface ClientAuthenticator {
  execFn?: (command: string, args: readonly string[] | undefined, options: SpawnOptions) => ChildProcess;
  tokenCache?: object;
}

/** What a plugin is told in `KUBERNETES_EXEC_INFO` (client.authentication.k8s.io/v1): there is no terminal. */
const EXEC_INFO = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  spec: { interactive: false },
});

/**
 * Opens the access by the official client: credential plugins, OIDC, proxies. A plugin is started without a terminal and
 * killed with the request that asked for it, since it may wait for a person.
 */
export const openClientAccess = async (chosen: ChosenContext, { signal, onSecret }: AccessRun): Promise<ApiAccess> => {
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
    await Promise.race([kubeconfig.applyToHTTPSOptions(options), rejectOnAbort(signal)]).catch(hidePrintedText);
    for (const secret of issuedSecrets(options, kubeconfig)) onSecret(secret);
    return options;
  };
  // A plugin that fails is reported by the first request, as refused credentials are.
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

/** What a plugin or an identity provider has given: the header is told by whoever sends it. */
const issuedSecrets = ({ key, passphrase, auth }: RequestOptions, kubeconfig: KubeConfig): readonly string[] => [
  ...[key, passphrase, auth].filter((secret) => typeof secret === 'string' || Buffer.isBuffer(secret)).map(String),
  ...documentSecrets(kubeconfig.getCurrentUser()),
];

/** The error of a text that is no JSON repeats it, and it may be a token. */
const hidePrintedText = (error: unknown): never => {
  throw error instanceof SyntaxError ? new Error('the plugin did not print an ExecCredential') : error;
};

/** For a plugin's first answer: a person may have to log in with a browser. */
const SETUP_TIMEOUT_MS = 30_000;

/** A plugin that is killed when the signal aborts. What it has started ends with it: nothing outlives a run. */
const startPlugin = (
  command: string,
  args: readonly string[] | undefined,
  options: SpawnOptions,
  signal: AbortSignal,
) => {
  const tag = createRunTag();
  const env = { ...process.env, ...options.env, KUBERNETES_EXEC_INFO: EXEC_INFO, [RUN_TAG_VARIABLE]: tag };
  const plugin = spawn(command, [...(args ?? [])], { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => {
    if (plugin.pid !== undefined) killWithDescendants(plugin.pid);
    killTagged(tag);
  };
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  plugin.once('exit', () => {
    signal.removeEventListener('abort', kill);
    killTagged(tag);
  });
  return plugin;
};

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the credentials were not given in time')), { once: true });
  });

/** The client takes an `http:` address only together with this setting. */
const SKIP_TLS = { 'insecure-skip-tls-verify': true };
const isWithoutTls = ({ server }: KubeconfigCluster): boolean => server?.startsWith('http:') ?? false;

/** A KubeConfig of the chosen context alone, with absolute paths. */
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
