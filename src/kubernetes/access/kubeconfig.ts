import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { errorMessage, UsageError } from '../../model/errors.ts';
import { readLocalText } from '../../process/local-file.ts';
import type { Environment } from './access.ts';
import type { KubeconfigCluster, KubeconfigDocument, KubeconfigUser } from './kubeconfig-document.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';

/** An entry of one of the files; paths in it are relative to the folder of that file. */
export interface FoundEntry<T> {
  readonly value: T;
  readonly folder: string;
  readonly path: string;
}

/** A context with the cluster and the user that it names. */
export interface ChosenContext {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: FoundEntry<KubeconfigCluster>;
  readonly user: FoundEntry<KubeconfigUser>;
}

/** The path of `~/.kube/config`; undefined when there is none. */
export const homeKubeconfig = (env: Environment): string | undefined => {
  const path = join(env.HOME ?? '', '.kube', 'config');
  return env.HOME && existsSync(path) ? path : undefined;
};

/**
 * Reads the files (separated as in `PATH`) and returns the context of that name, or the current one. Of entries with the
 * same name the first one counts, as for kubectl.
 *
 * @throws {UsageError} when a file cannot be read, or the context does not exist or has no cluster.
 */
export const chooseContext = async (files: string, context: string | undefined): Promise<ChosenContext> =>
  findContext(await readKubeconfigs(files), context);

/**
 * The names of the contexts in the files of the flag, else of `KUBECONFIG`, else in `~/.kube/config`. Asks no cluster.
 *
 * @throws {UsageError} when a file cannot be used.
 */
export const readContextNames = async ({
  kubeconfig,
  env,
}: {
  readonly kubeconfig?: string | undefined;
  readonly env: Environment;
}): Promise<readonly string[]> => {
  const documents = await readKubeconfigs(kubeconfig ?? (env.KUBECONFIG || homeKubeconfig(env)) ?? '');
  return [...new Set(documents.flatMap(({ value }) => (value.contexts ?? []).map(({ name }) => name)))];
};

const readKubeconfigs = (files: string): Promise<readonly FoundEntry<KubeconfigDocument>[]> =>
  Promise.all(files.split(delimiter).filter(Boolean).map(readKubeconfig));

/** Whether the official client has to open the access: for plugins, identity providers and proxies. */
export const needsClient = ({ cluster, user }: ChosenContext): boolean =>
  Boolean(user.value.exec || user.value['auth-provider'] || cluster.value['proxy-url']);

const readKubeconfig = async (path: string): Promise<FoundEntry<KubeconfigDocument>> => ({
  value: parseKubeconfig(path, await readKubeconfigText(path)),
  folder: dirname(resolve(path)),
  path,
});

const readKubeconfigText = async (path: string): Promise<string> => {
  try {
    return await readLocalText(path);
  } catch (cause) {
    const why = isMissing(cause) ? 'there is no such file' : errorMessage(cause);
    throw new UsageError(`the kubeconfig ${path} cannot be used: ${why}`, 'config', { cause });
  }
};

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const findContext = (files: readonly FoundEntry<KubeconfigDocument>[], wanted: string | undefined): ChosenContext => {
  const name = wanted ?? files.map(({ value }) => value['current-context']).find(Boolean);
  if (!name) {
    const message = `the kubeconfig has no current context: name one with --context`;
    throw new UsageError(`${message} (${files.map(({ path }) => path).join(', ')})`, 'config');
  }
  const contexts = files.flatMap(({ value }) => value.contexts ?? []);
  const context = contexts.find((entry) => entry.name === name)?.context;
  if (!context) {
    const known = contexts.map((entry) => entry.name).join(', ') || 'none';
    throw new UsageError(`the kubeconfig has no context "${name}"; it has: ${known}`, 'config');
  }
  const cluster = findEntry(files, (file) => file.clusters?.find((entry) => entry.name === context.cluster)?.cluster);
  const user = findEntry(files, (file) => file.users?.find((entry) => entry.name === context.user)?.user);
  if (!cluster?.value.server) throw danglingError(name, 'cluster', context.cluster);
  if (user === undefined && context.user) throw danglingError(name, 'user', context.user);
  return {
    name,
    namespace: context.namespace || 'default',
    cluster,
    user: user ?? { value: {}, folder: '', path: '' },
  };
};

const danglingError = (context: string, kind: 'cluster' | 'user', name = ''): UsageError =>
  new UsageError(`the context "${context}" leads to no ${kind}: "${name}" is not in the file`, 'config');

const findEntry = <T>(
  files: readonly FoundEntry<KubeconfigDocument>[],
  pick: (file: KubeconfigDocument) => T | null | undefined,
): FoundEntry<T> | undefined => {
  for (const { value, folder, path } of files) {
    const found = pick(value);
    if (found !== undefined && found !== null) return { value: found, folder, path };
  }
  return undefined;
};

/** The address of the API server. @throws {UsageError} when it is not a URL of `https:` or `http:`. */
export const parseServerUrl = ({ name, cluster }: ChosenContext): URL => {
  const url = URL.parse(cluster.value.server ?? '');
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new UsageError(`the server of context "${name}" is no URL of https: or http:`, 'config');
};
