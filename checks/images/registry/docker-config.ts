import { parseDocument } from '../../../src/expectations/json-document.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { registryName } from './image-address.ts';

/** A login of a registry. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * The login that a Docker config has for a repository, undefined without one. Keys are matched as the kubelet matches them: host
 * with port, `*` for a part of the host, a path in front of the repository. Throws ProbeError `config` for what is no such config.
 * https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export const findLogin = (text: string, registry: string, repository: string): RegistryLogin | undefined => {
  const document = parseDocument(text)?.document;
  const auths = fieldOf(document, 'auths') ?? (fieldOf(document, 'credHelpers') === undefined ? document : {});
  if (typeof auths !== 'object' || auths === null || Array.isArray(auths))
    throw new ProbeError('config', 'dockerConfig is no Docker config: it has no auths');
  const matching = Object.entries(auths).filter(([key]) => matchesKey(key, registry, repository));
  // The longest path is the most precise one.
  const [best] = matching.toSorted(([one], [other]) => pathOf(other).length - pathOf(one).length);
  return best === undefined ? undefined : readLogin(best[1], registry);
};

const fieldOf = (document: Json | undefined, name: string): Json | undefined =>
  typeof document === 'object' && document !== null && !Array.isArray(document)
    ? (document as Readonly<Record<string, Json>>)[name]
    : undefined;

const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').split('/')[0] ?? '';

/** Of keys such as `https://index.docker.io/v1/` the path is that of an old API. */
const pathOf = (key: string): string =>
  key
    .replace(/^https?:\/\//, '')
    .split('/')
    .slice(1)
    .join('/')
    .replace(/^v[12]\/?$/, '')
    .replace(/\/+$/, '');

const matchesKey = (key: string, registry: string, repository: string): boolean => {
  const host = registryName(hostOf(key));
  const path = pathOf(key);
  const parts = host.split('.').map((part) => part.replace(/[\\^$+?()[\]{}|]/g, '\\$&').replaceAll('*', '[^.]*'));
  const isHost = new RegExp(`^${parts.join('\\.')}$`).test(registry);
  return isHost && (path === '' || repository === path || repository.startsWith(`${path}/`));
};

const readLogin = (entry: Json, registry: string): RegistryLogin => {
  const [auth, identity] = [fieldOf(entry, 'auth'), fieldOf(entry, 'identitytoken')];
  if (typeof identity === 'string' && identity !== '')
    throw new ProbeError(
      'config',
      `dockerConfig has an identity token for ${registry}, which is not spoken: give user and password`,
    );
  const pair = typeof auth === 'string' && auth !== '' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  const [username, password] =
    colon > 0
      ? [pair.slice(0, colon), pair.slice(colon + 1).replace(/\0+$/, '')]
      : [fieldOf(entry, 'username'), fieldOf(entry, 'password')];
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  throw new ProbeError('config', `dockerConfig has no user and password for ${registry}`);
};
