import { authorizationHeader } from '../../../src/expectations/http-request.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Challenge } from '../../../src/probes/http/challenges.ts';
import type { HttpAnswer, HttpOptions } from '../../../src/probes/http/http.ts';
import { redactUrl } from '../../../src/text/redact-url.ts';
import type { RegistryLogin } from './docker-config.ts';
import { readRegistryRefusal } from './refusal.ts';

/** What a token is for. */
export interface TokenWish {
  readonly challenge: Challenge;
  /** URL of the registry that wants it. */
  readonly registry: URL;
  readonly repository: string;
  readonly login: RegistryLogin | undefined;
  /** Whether the registry proved who it is, by a certificate that was verified. */
  readonly isProven: boolean;
}

type Ask = (options: Pick<HttpOptions, 'url' | 'headers' | 'redirects'>) => Promise<HttpAnswer>;

/**
 * Fetches the token that a registry wants (the Docker token protocol). A login goes to another host only where the registry proved
 * who it is, and never in the clear. Throws ProbeError: `auth` for a login that is refused, undecided where the service is ill.
 */
export const fetchRegistryToken = async (ask: Ask, wish: TokenWish): Promise<string> => {
  const url = tokenUrl(wish);
  const { login } = wish;
  if (login !== undefined) refuseStrayLogin(url, wish);
  const headers = authorizationHeader(login === undefined ? undefined : { basic: login });
  const answer = await ask({ url: url.href, headers, redirects: 'none' });
  const where = `the token of ${redactUrl(`${url.origin}${url.pathname}`)}`;
  if (answer.status !== 200) throw refuseToken(where, answer, login === undefined);
  const { token, access_token: access } = (parseDocument(answer.body)?.document ?? {}) as Record<string, unknown>;
  const value = token ?? access;
  if (typeof value === 'string' && value !== '') return value;
  throw new ProbeError('auth', `${where}: the answer has no token`, { undecided: true, advice: 'token_endpoint' });
};

const tokenUrl = ({ challenge, registry, repository }: TokenWish): URL => {
  const realm = URL.parse(challenge.parameters.get('realm') ?? '', registry.href);
  if (realm === null || !['http:', 'https:'].includes(realm.protocol))
    throw new ProbeError('protocol', `${registry.host}: the registry wants a token and does not say from where`);
  const service = challenge.parameters.get('service');
  if (service !== undefined) realm.searchParams.set('service', service);
  realm.searchParams.set('scope', challenge.parameters.get('scope') ?? `repository:${repository}:pull`);
  return realm;
};

const refuseStrayLogin = (url: URL, { registry, isProven }: TokenWish): void => {
  if (url.origin === registry.origin || (isProven && url.protocol === 'https:')) return;
  const why = isProven ? 'it is asked in the clear' : 'the registry did not prove who it is, by TLS that is verified';
  throw new ProbeError('auth', `${registry.host}: the login is not sent to the token service ${url.host}, as ${why}`, {
    undecided: true,
    advice: 'stray_login',
  });
};

const refuseToken = (where: string, answer: HttpAnswer, isAnonymous: boolean): ProbeError => {
  const { error } = readRegistryRefusal(where, answer, isAnonymous);
  if (answer.status === 401 || answer.status === 403)
    return new ProbeError('auth', error.message, { advice: error.advice ?? 'token_client' });
  return new ProbeError('auth', error.message, { undecided: true, advice: error.advice ?? 'token_endpoint' });
};
