import { ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import type { ProbeSession } from '../probe.ts';
import type { HttpRequest } from './request.ts';
import type { HttpResponse } from './send-request.ts';

/** A client of OAuth 2 (RFC 6749, 4.4: client credentials). */
export interface OAuthClient {
  /** URL of the token endpoint. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  readonly audience?: string | undefined;
  /** Where the secret is sent: `client_secret_basic` or `client_secret_post`. Default: basic. */
  readonly clientAuth?: 'basic' | 'post' | undefined;
}

export interface AccessToken {
  readonly value: string;
  /** A reading of `performance.now()`; infinite when the server has not said. */
  readonly expiresAt: number;
}

/** Sends one request of this thread. */
type SendRequest = (outgoing: HttpRequest, session: ProbeSession) => Promise<HttpResponse>;

/** A token endpoint answers at once: more than this says nothing of the service that is to be asked. */
const TOKEN_LIMIT_MS = 5000;

/** Tokens of this thread, and those that are being fetched. A run is over before anybody has to forget one. */
const tokens = new Map<string, Promise<AccessToken>>();

const keyOf = (client: OAuthClient): string => JSON.stringify(Object.values(client));

/** The part of its life after which a token is fetched anew: it has to last until the request has arrived. */
const RENEW_SHARE = 0.9;

/** A token with whether it was there already. */
export interface GivenToken {
  readonly token: AccessToken;
  readonly isKept: boolean;
}

/**
 * The token of a client, fetched once for all checks of the thread until it expires. `model` is the request that it is for: the
 * token endpoint is asked with the same roots, proxy and family. @throws {ProbeError} `auth`, with the URL of the endpoint.
 */
export const giveToken = async (
  client: OAuthClient,
  model: HttpRequest,
  session: ProbeSession,
  send: SendRequest,
): Promise<GivenToken> => {
  const key = keyOf(client);
  for (;;) {
    const kept = tokens.get(key);
    if (kept === undefined) break;
    const token = await orAborted(kept, session.signal).catch((error: unknown) => {
      session.signal.throwIfAborted();
      // The check that fetched it was ended: this one fetches it for itself.
      if (error instanceof ProbeError) throw error;
      return undefined;
    });
    if (token !== undefined && token.expiresAt > performance.now()) return { token, isKept: true };
    if (tokens.get(key) === kept) tokens.delete(key);
  }
  const fetching = fetchToken(client, model, session, send);
  tokens.set(key, fetching);
  fetching.catch(() => {
    if (tokens.get(key) === fetching) tokens.delete(key);
  });
  return { token: await fetching, isKept: false };
};

/** Forgets a token that was refused. */
export const dropToken = async (client: OAuthClient, { value }: AccessToken): Promise<void> => {
  const key = keyOf(client);
  const kept = await tokens.get(key)?.catch(() => undefined);
  if (kept?.value === value) tokens.delete(key);
};

const orAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', end));
};

const fetchToken = async (
  client: OAuthClient,
  model: HttpRequest,
  session: ProbeSession,
  send: SendRequest,
): Promise<AccessToken> => {
  session.phase('auth');
  const where = `the token of ${redactUrl(client.tokenUrl)}`;
  const asked = await askWithTimeout('the endpoint', TOKEN_LIMIT_MS, session, ({ signal, phase }) =>
    send(tokenRequest(client, model), { signal, phase }),
  );
  if ('problem' in asked) throw unfetched(`${where} was not fetched: ${asked.problem.message}`, asked.problem);
  const token = readToken(asked.value, where);
  session.onSecret?.(token.value);
  return token;
};

/** Nothing is known of the service then. */
const unfetched = (message: string, cause?: unknown): ProbeError =>
  new ProbeError('auth', message, { cause, undecided: true, advice: 'token_endpoint' });

const tokenRequest = (client: OAuthClient, { tls, proxy, family }: HttpRequest): HttpRequest => {
  const { clientId, clientSecret, scope, audience, clientAuth = 'basic' } = client;
  // RFC 6749, 2.3.1: both are encoded as in a form; a space as %20 is understood by those who only know percents, too.
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const { ca, minVersion, insecure } = tls;
  return {
    url: new URL(client.tokenUrl),
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'kavmon',
      ...(clientAuth === 'basic' ? { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } : {}),
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope === undefined ? {} : { scope }),
      ...(audience === undefined ? {} : { audience }),
      ...(clientAuth === 'post' ? { client_id: clientId, client_secret: clientSecret } : {}),
    }).toString(),
    tls: { ca, minVersion, insecure },
    family,
    proxy,
  };
};

/** What a token endpoint answers (RFC 6749, 5); every part may be missing or of another type. */
interface TokenAnswer {
  readonly access_token?: unknown;
  readonly token_type?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

const readToken = ({ status, body }: HttpResponse, where: string): AccessToken => {
  const answer = parseAnswer(body.text);
  if (status < 200 || status > 299) throw refusal(status, answer, where);
  const { access_token: value, token_type: type = 'Bearer', expires_in: seconds } = answer ?? {};
  if (typeof value !== 'string' || value === '') throw unfetched(`${where}: the answer has no access_token`);
  if (String(type).toLowerCase() !== 'bearer')
    throw unfetched(`${where} is of the type ${JSON.stringify(type)}; kavmon sends Bearer`);
  const lifeMs = Number(seconds ?? Number.POSITIVE_INFINITY) * 1000 * RENEW_SHARE;
  return { value, expiresAt: Number.isNaN(lifeMs) ? Number.POSITIVE_INFINITY : performance.now() + lifeMs };
};

/** Refused credentials are known to be wrong; all else leaves open what the service would answer. */
const refusal = (status: number, answer: TokenAnswer | undefined, where: string): ProbeError => {
  const words = [answer?.error, answer?.error_description].filter((one) => typeof one === 'string').join(', ');
  const message = `${where} was refused: status ${status}${words === '' ? '' : `, ${words.slice(0, 300)}`}`;
  return status < 500 && typeof answer?.error === 'string'
    ? new ProbeError('auth', message, { advice: 'token_client' })
    : unfetched(message);
};

const parseAnswer = (text: string): TokenAnswer | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
};
