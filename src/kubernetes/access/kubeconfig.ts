import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import * as yaml from 'yaml';
import { errorMessage, UsageError } from '../../model/errors.ts';
import { readLocalText } from '../../process/local-file.ts';
import type { Environment } from './access.ts';

export interface KubeconfigCluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

export interface KubeconfigUser {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly as?: string;
  readonly exec?: object;
  readonly 'auth-provider'?: object;
}

interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

interface KubeconfigDocument {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: KubeconfigContext }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: KubeconfigCluster }[];
  readonly users?: readonly { readonly name: string; readonly user?: KubeconfigUser }[];
}

/** An entry of one of the files; paths in it are relative to the folder of that file. */
export interface FoundEntry<T> {
  readonly value: T;
  readonly folder: string;
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
  findContext(await Promise.all(files.split(delimiter).filter(Boolean).map(readKubeconfig)), context);

/** Whether the official client has to open the access: for plugins, identity providers and proxies. */
export const needsClient = ({ cluster, user }: ChosenContext): boolean =>
  Boolean(user.value.exec || user.value['auth-provider'] || cluster.value['proxy-url']);

const readKubeconfig = async (path: string): Promise<FoundEntry<KubeconfigDocument>> => {
  try {
    const value: unknown = yaml.parse(await readLocalText(path));
    if (typeof value !== 'object' || value === null) throw new Error('it is not a mapping');
    return { value: value as KubeconfigDocument, folder: dirname(resolve(path)) };
  } catch (cause) {
    throw new UsageError(`the kubeconfig ${path} cannot be used: ${errorMessage(cause)}`, 'config', { cause });
  }
};

const findContext = (files: readonly FoundEntry<KubeconfigDocument>[], wanted: string | undefined): ChosenContext => {
  const name = wanted ?? files.map(({ value }) => value['current-context']).find(Boolean);
  if (!name) throw new UsageError('the kubeconfig has no current context: name one with --context', 'config');
  const contexts = files.flatMap(({ value }) => value.contexts ?? []);
  const context = contexts.find((entry) => entry.name === name)?.context;
  if (context === undefined) {
    const known = contexts.map((entry) => entry.name).join(', ') || 'none';
    throw new UsageError(`the kubeconfig has no context "${name}"; it has: ${known}`, 'config');
  }
  const cluster = findEntry(files, (file) => file.clusters?.find((entry) => entry.name === context.cluster)?.cluster);
  const user = findEntry(files, (file) => file.users?.find((entry) => entry.name === context.user)?.user);
  if (cluster?.value.server === undefined) {
    throw new UsageError(
      `the context "${name}" leads to no cluster: "${context.cluster}" is not in the file`,
      'config',
    );
  }
  return { name, namespace: context.namespace || 'default', cluster, user: user ?? { value: {}, folder: '' } };
};

const findEntry = <T>(
  files: readonly FoundEntry<KubeconfigDocument>[],
  pick: (file: KubeconfigDocument) => T | undefined,
): FoundEntry<T> | undefined => {
  for (const { value, folder } of files) {
    const found = pick(value);
    if (found !== undefined) return { value: found, folder };
  }
  return undefined;
};

/** The address of the API server. @throws {UsageError} when it is not a URL. */
export const parseServerUrl = ({ name, cluster }: ChosenContext): URL => {
  try {
    return new URL(cluster.value.server ?? '');
  } catch (cause) {
    throw new UsageError(`the server of context "${name}" is no URL`, 'config', { cause });
  }
};
