import type { CheckContext } from '../../../src/check/check.ts';
import { authorizationHeader } from '../../../src/expectations/http-request.ts';
import { type Challenge, readChallenges } from '../../../src/probes/http/challenges.ts';
import type { HttpAnswer, HttpOptions } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import { findLogin, type RegistryLogin } from './docker-config.ts';
import { type ImageAddress, registryUrl } from './image-address.ts';
import { ACCEPTED_TYPES } from './manifest.ts';
import type { RegistryParams } from './params.ts';
import { type RegistryRefusal, readRegistryRefusal } from './refusal.ts';
import { fetchRegistryToken } from './registry-token.ts';

/** Asks for parts of one repository of a registry. */
export interface RegistryApi {
  /** Host that is asked, and its port if it has one, for messages. */
  readonly host: string;
  /** Asks below `/v2/REPOSITORY/`, logs in where the registry wants it, and follows redirects. Throws ProbeError. */
  readonly ask: (method: 'GET' | 'HEAD', path: string) => Promise<HttpAnswer>;
  /** Why an answer is not what was asked for. */
  readonly refusal: (what: string, answer: HttpAnswer) => RegistryRefusal;
}

type RegistryContext = Pick<CheckContext<unknown>, 'secret' | 'note'>;

/** Of a manifest or of the configuration of an image: 4 MiB is what registries take. */
const DOCUMENT_LIMIT_BYTES = 4 * 1024 * 1024;

/** Opens a repository; nothing is asked yet. Throws ProbeError `config` for a Docker config that cannot be used. */
export const registryApi = (
  http: BoundProbes['http'],
  params: RegistryParams,
  { registry, repository }: ImageAddress,
  context: RegistryContext,
): RegistryApi => {
  const base = new URL((params.endpoint ?? registryUrl(registry)).replace(/\/+$/, ''));
  const login = loginOf(params, registry, repository, context);
  const shared = { tls: params.tls, family: params.ipFamily, proxy: params.proxy, bodyLimit: DOCUMENT_LIMIT_BYTES };
  const send = (options: HttpOptions): Promise<HttpAnswer> => http({ ...shared, ...options });
  const isProven = base.protocol === 'https:' && params.tls?.insecure !== true;
  let authorization: string | undefined;
  const authorize = async ({ headers }: HttpAnswer): Promise<string | undefined> => {
    const challenge = chooseChallenge(headers, login);
    if (challenge?.scheme === 'basic' && login !== undefined)
      return authorizationHeader({ basic: login }).authorization;
    if (challenge?.scheme !== 'bearer') return undefined;
    const ask = (options: HttpOptions) => send({ ...options, tls: tlsOfToken(options.url, base, params) });
    const token = await fetchRegistryToken(ask, { challenge, registry: base, repository, login, isProven });
    context.secret(token);
    return `Bearer ${token}`;
  };
  const ask: RegistryApi['ask'] = async (method, path) => {
    const url = `${base.href.replace(/\/+$/, '')}/v2/${repository}/${path}${mirrorQuery(params, registry, base)}`;
    const sendOnce = (): Promise<HttpAnswer> =>
      send({
        url,
        method,
        hashBody: true,
        headers: { accept: ACCEPTED_TYPES.join(', '), ...(authorization === undefined ? {} : { authorization }) },
      });
    const first = await sendOnce();
    if (first.status !== 401 || authorization !== undefined) return first;
    authorization = await authorize(first);
    return authorization === undefined ? first : sendOnce();
  };
  return {
    host: base.host,
    ask,
    refusal: (what, answer) => readRegistryRefusal(`${base.host}: ${what}`, answer, login === undefined),
  };
};

/** A client certificate and another name are for the registry alone. */
const tlsOfToken = (url: string, base: URL, { tls }: RegistryParams): HttpOptions['tls'] => {
  if (tls === undefined || new URL(url).origin === base.origin) return tls;
  const { ca, minVersion, insecure } = tls;
  return { ca, minVersion, insecure };
};

const loginOf = (
  { credentials, dockerConfig }: RegistryParams,
  registry: string,
  repository: string,
  { secret, note }: RegistryContext,
): RegistryLogin | undefined => {
  if (dockerConfig === undefined) return credentials;
  const found = findLogin(dockerConfig, registry, repository);
  if (found === undefined) note(`dockerConfig has no login for ${registry}: it was asked without one`);
  else secret(found.password);
  return found;
};

const chooseChallenge = (headers: HttpAnswer['headers'], login: RegistryLogin | undefined): Challenge | undefined => {
  const challenges = headers
    .filter(([name]) => name === 'www-authenticate')
    .flatMap(([, value]) => readChallenges(value));
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  return bearer ?? (login === undefined ? undefined : basic);
};

/** Names the registry that is meant, for a mirror of several, as containerd does it. */
const mirrorQuery = ({ endpoint }: RegistryParams, registry: string, { host }: URL): string =>
  endpoint === undefined || host === registry ? '' : `?ns=${encodeURIComponent(registry)}`;
