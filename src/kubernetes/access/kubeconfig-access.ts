import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import type { Access, Headers, TlsOptions } from './access.ts';
import { type Chosen, type Found, serverOf, type User } from './kubeconfig.ts';

/**
 * Access with the certificates, tokens and passwords that stand in the files.
 *
 * @throws {UsageError} when one of them cannot be read.
 */
export const plainAccess = async (chosen: Chosen): Promise<Access> => ({
  server: serverOf(chosen),
  tls: await tlsOf(chosen),
  namespace: chosen.namespace,
  cluster: chosen.name,
  authorize: async () => headersOf(chosen.user),
});

/** Data in the file wins over a path; undefined when neither is given. */
const material = async (
  data: string | undefined,
  path: string | undefined,
  folder: string,
): Promise<Buffer | undefined> => {
  if (data) return Buffer.from(data, 'base64');
  if (!path) return undefined;
  try {
    return await readFile(resolve(folder, path));
  } catch (cause) {
    throw new UsageError(`the kubeconfig names ${path}, which cannot be read`, 'config', { cause });
  }
};

const tlsOf = async ({ cluster, user }: Chosen): Promise<TlsOptions> => {
  const { value: c, folder } = cluster;
  const { value: u } = user;
  const ca = await material(c['certificate-authority-data'], c['certificate-authority'], folder);
  const cert = await material(u['client-certificate-data'], u['client-certificate'], user.folder);
  const key = await material(u['client-key-data'], u['client-key'], user.folder);
  return {
    ...(ca && { ca }),
    ...(cert && key && { cert, key }),
    ...(c['tls-server-name'] && { servername: c['tls-server-name'] }),
    ...(c['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
  };
};

const headersOf = async ({ value, folder }: Found<User>): Promise<Headers> => {
  const impersonate: Headers = value.as ? { 'impersonate-user': value.as } : {};
  const token = (await material(undefined, value.tokenFile, folder))?.toString().trim() ?? value.token;
  if (token) return { ...impersonate, authorization: `Bearer ${token}` };
  if (!value.username) return impersonate;
  const basic = Buffer.from(`${value.username}:${value.password ?? ''}`).toString('base64');
  return { ...impersonate, authorization: `Basic ${basic}` };
};
