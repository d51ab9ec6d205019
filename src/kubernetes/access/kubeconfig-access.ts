import { resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { readLocalFile } from '../../process/local-file.ts';
import type { AccessRun, ApiAccess, RequestHeaders, TlsOptions } from './access.ts';
import { type ChosenContext, type FoundEntry, parseServerUrl } from './kubeconfig.ts';
import type { KubeconfigUser } from './kubeconfig-document.ts';

/**
 * Opens the access with certificates, tokens and passwords that stand in the kubeconfig, or in files that it names.
 *
 * @throws {UsageError} when one of the files cannot be read.
 */
export const openKubeconfigAccess = async (
  chosen: ChosenContext,
  { onSecret }: Pick<AccessRun, 'onSecret'>,
): Promise<ApiAccess> => {
  const tls = await readTlsOptions(chosen);
  if (tls.key !== undefined) onSecret(tls.key.toString());
  return {
    server: parseServerUrl(chosen),
    tls,
    namespace: chosen.namespace,
    cluster: chosen.name,
    authorize: async () => readUserHeaders(chosen.user),
  };
};

/** Certificate, key or token: inline data (base64) wins over a path; undefined when neither is given. */
const readMaterial = async (
  data: string | undefined,
  path: string | undefined,
  folder: string,
): Promise<Buffer | undefined> => {
  if (data) return Buffer.from(data, 'base64');
  if (!path) return undefined;
  try {
    return await readLocalFile(resolve(folder, path));
  } catch (cause) {
    throw new UsageError(`the kubeconfig names ${path}, which cannot be read`, 'config', { cause });
  }
};

const readTlsOptions = async ({ cluster, user }: ChosenContext): Promise<TlsOptions> => {
  const { value: c, folder } = cluster;
  const { value: u } = user;
  const ca = await readMaterial(c['certificate-authority-data'], c['certificate-authority'], folder);
  const cert = await readMaterial(u['client-certificate-data'], u['client-certificate'], user.folder);
  const key = await readMaterial(u['client-key-data'], u['client-key'], user.folder);
  return {
    ...(ca && { ca }),
    ...(cert && key && { cert, key }),
    ...(c['tls-server-name'] && { servername: c['tls-server-name'] }),
    ...(c['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
  };
};

const readUserHeaders = async ({ value, folder }: FoundEntry<KubeconfigUser>): Promise<RequestHeaders> => {
  const impersonate: RequestHeaders = value.as ? { 'impersonate-user': value.as } : {};
  const token = (await readMaterial(undefined, value.tokenFile, folder))?.toString().trim() ?? value.token;
  if (token) return { ...impersonate, authorization: `Bearer ${token}` };
  if (!value.username) return impersonate;
  const basic = Buffer.from(`${value.username}:${value.password ?? ''}`).toString('base64');
  return { ...impersonate, authorization: `Basic ${basic}` };
};
