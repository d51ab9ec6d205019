import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE_NAME } from './addresses.ts';

/** Users with a token, and their groups. Their rights come from the API server's bootstrap RBAC. */
const CLUSTER_USERS = {
  admin: { user: 'admin', group: 'system:masters' },
  controllers: { user: 'system:kube-controller-manager', group: '' },
  scheduler: { user: 'system:kube-scheduler', group: '' },
  node: { user: `system:node:${NODE_NAME}`, group: 'system:nodes' },
  proxy: { user: 'system:kube-proxy', group: '' },
  dns: { user: 'system:coredns', group: '' },
} as const;

export type ClusterUser = keyof typeof CLUSTER_USERS;
export type UserTokens = Readonly<Record<ClusterUser, string>>;

/** Writes the API server's token file with random tokens. Returns its path and the token of each user. */
export const makeTokens = async (folder: string): Promise<{ file: string; tokens: UserTokens }> => {
  const file = join(folder, 'tokens.csv');
  const users = Object.entries(CLUSTER_USERS).map(([name, who]) => ({
    name,
    ...who,
    token: randomBytes(24).toString('hex'),
  }));
  const lines = users.map(({ token, user, name, group }) => `${token},${user},${name}${group && `,"${group}"`}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return { file, tokens: Object.fromEntries(users.map(({ name, token }) => [name, token])) as UserTokens };
};

/** Writes a kubeconfig for one token and returns its path; `ca` is PEM text. */
export const writeKubeconfig = async (file: string, url: string, ca: string, token: string): Promise<string> => {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'test', cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
};
