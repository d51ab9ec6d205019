import type { ProbeSession } from '../probe.ts';
import { dropToken, giveToken, type OAuthClient } from './access-token.ts';
import type { DigestChallenge, DigestCredentials } from './digest.ts';
import type { HttpRequest } from './request.ts';
import type { HttpResponse } from './send-request.ts';

/** Credentials that take more than a header: an answer of the server, or a token of another one. */
export type HttpAuth = { readonly digest: DigestCredentials } | { readonly oauth2: OAuthClient };

/** The challenges of servers, by their origin, from one request to the next. */
export type DigestMemory = Map<string, DigestChallenge>;

/** An exchange: the request as it was sent at last, and its answer. */
export interface Exchange {
  readonly sent: HttpRequest;
  readonly incoming: HttpResponse;
}

interface AuthenticationTerms {
  readonly auth: HttpAuth;
  readonly memory: DigestMemory;
  readonly session: ProbeSession;
  readonly send: (outgoing: HttpRequest, session: ProbeSession) => Promise<HttpResponse>;
}

/** Sends a request with these credentials, again when the server wants them otherwise. @throws {ProbeError} */
export const sendAuthenticated = (outgoing: HttpRequest, terms: AuthenticationTerms): Promise<Exchange> =>
  'digest' in terms.auth
    ? sendDigest(outgoing, terms.auth.digest, terms)
    : sendToken(outgoing, terms.auth.oauth2, terms);

const withAuthorization = (outgoing: HttpRequest, authorization: string): HttpRequest => ({
  ...outgoing,
  headers: { ...outgoing.headers, authorization },
});

/** A token of an earlier request may have been revoked: then a new one is fetched, once. */
const sendToken = async (outgoing: HttpRequest, client: OAuthClient, terms: AuthenticationTerms): Promise<Exchange> => {
  const { session, send } = terms;
  const { token, isKept } = await giveToken(client, outgoing, session, send);
  const sent = withAuthorization(outgoing, `Bearer ${token.value}`);
  const incoming = await send(sent, session);
  if (incoming.status !== 401 || !isKept) return { sent, incoming };
  await dropToken(client, token);
  return sendToken(outgoing, client, terms);
};

/** Without a challenge the first request has no credentials; each later answer may bring a new one, a stale nonce one more. */
const sendDigest = async (
  outgoing: HttpRequest,
  credentials: DigestCredentials,
  { memory, session, send }: AuthenticationTerms,
): Promise<Exchange> => {
  const { chooseDigest, digestHeader, isStale, takeNextNonce } = await import('./digest.ts');
  const { origin } = outgoing.url;
  let challenge = memory.get(origin);
  const sign = (): HttpRequest =>
    challenge === undefined ? outgoing : withAuthorization(outgoing, digestHeader(challenge, credentials, outgoing));
  let sent = sign();
  let incoming = await send(sent, session);
  for (let refusals = 0; incoming.status === 401 && refusals < 2; refusals++) {
    const next = chooseDigest(incoming.headers);
    // What was computed from this very challenge is refused for good, unless only its nonce is too old.
    if (next === undefined || (refusals > 0 && !isStale(next))) break;
    challenge = next;
    memory.set(origin, challenge);
    sent = sign();
    incoming = await send(sent, session);
  }
  if (challenge !== undefined) takeNextNonce(challenge, incoming.headers);
  if (incoming.status === 401) memory.delete(origin);
  return { sent, incoming };
};
