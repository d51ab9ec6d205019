import type { HttpRequest } from './request.ts';

/** What authenticates a request: the schemes that the server or proxy wants, and the one that was sent. */
export interface HttpAuthentication {
  readonly wanted: readonly string[];
  readonly sent: string | null;
}

type HeaderLines = readonly (readonly [name: string, value: string])[];

/** Basic authentication by the user and password of a URL, undefined when it has none. */
export const basicCredentials = (url: URL): string | undefined => {
  if (url.username === '' && url.password === '') return undefined;
  const pair = Buffer.concat([decodeBytes(url.username), Buffer.from(':'), decodeBytes(url.password)]);
  return `Basic ${pair.toString('base64')}`;
};

/** Percent-encoded bytes; a percent sign that encodes nothing stands for itself, as clients take it. */
const decodeBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

/** What an answer says of authentication; undefined unless it is a 401 or 407 that names schemes. */
export const readAuthentication = (
  status: number,
  headers: HeaderLines,
  outgoing: Pick<HttpRequest, 'headers' | 'proxy'>,
): HttpAuthentication | undefined => {
  const isProxy = status === 407;
  if (status !== 401 && !isProxy) return undefined;
  const name = isProxy ? 'proxy-authenticate' : 'www-authenticate';
  const wanted = headers.filter((line) => line[0] === name).flatMap((line) => challengeSchemes(line[1]));
  if (wanted.length === 0) return undefined;
  const proxyCredentials = outgoing.proxy === undefined ? undefined : basicCredentials(outgoing.proxy);
  const sent = isProxy ? (outgoing.headers['proxy-authorization'] ?? proxyCredentials) : outgoing.headers.authorization;
  return { wanted: [...new Set(wanted)], sent: sent?.split(' ')[0] ?? null };
};

/** The schemes of a list of challenges (RFC 9110, 11.6.1): words that no equals sign follows. */
const challengeSchemes = (value: string): string[] =>
  value
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .split(',')
    .flatMap((part) => /^\s*([a-z][\w-]*)(?=\s+[^\s=]|\s*$)/i.exec(part)?.[1] ?? []);

/** Schemes that are spoken, with a server and with a proxy. */
const SPOKEN_SCHEMES: readonly string[] = ['basic', 'bearer', 'digest'];
const PROXY_SCHEMES: readonly string[] = ['basic'];

/** Whether a scheme is among those that are wanted, in any case. */
const isWanted = (scheme: string, { wanted }: HttpAuthentication): boolean =>
  wanted.some((one) => one.toLowerCase() === scheme.toLowerCase());

/** Whether what was sent was of a scheme that is wanted: only then the credentials themselves were refused. */
export const isSchemeWanted = (authentication: HttpAuthentication): boolean =>
  authentication.sent !== null && isWanted(authentication.sent, authentication);

/**
 * Why no credentials of ours could be accepted; an empty text when they were sent as wanted. No word follows a scheme, as the
 * redactor would take it for a credential.
 */
export const describeAuthentication = (authentication: HttpAuthentication, who = 'the server'): string => {
  if (isSchemeWanted(authentication)) return '';
  const wanted = `${who} wants ${authentication.wanted.join(', ')}`;
  const isProxy = who === 'the proxy';
  if (!(isProxy ? PROXY_SCHEMES : SPOKEN_SCHEMES).some((scheme) => isWanted(scheme, authentication)))
    return `${wanted}; kavmon speaks ${isProxy ? 'Basic with a proxy' : 'Basic, Digest and Bearer'}`;
  return `${wanted}; ${authentication.sent ?? 'nothing'} was sent`;
};
