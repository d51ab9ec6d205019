import { createHash, randomBytes } from 'node:crypto';
import { ProbeError } from '../../model/errors.ts';
import { type HeaderLines, headerValues } from './answer-head.ts';
import { readChallenges } from './challenges.ts';
import type { HttpRequest } from './request.ts';

export interface DigestCredentials {
  readonly username: string;
  readonly password: string;
}

/** What a server has asked for, and how often its nonce was used. */
export interface DigestChallenge {
  readonly parameters: ReadonlyMap<string, string>;
  readonly hash: string;
  readonly isSession: boolean;
  nonce: string;
  uses: number;
}

/** Algorithms by their names in a challenge (RFC 7616, 6.1), the strongest first. */
const ALGORITHMS: readonly (readonly [name: string, hash: string, isSession: boolean])[] = [
  ['sha-512-256', 'sha512-256', false],
  ['sha-512-256-sess', 'sha512-256', true],
  ['sha-256', 'sha256', false],
  ['sha-256-sess', 'sha256', true],
  ['md5', 'md5', false],
  ['md5-sess', 'md5', true],
];

/**
 * The strongest Digest challenge of an answer that can be met, undefined when it has none. @throws {ProbeError} when none of them
 * can be met.
 */
export const chooseDigest = (headers: HeaderLines): DigestChallenge | undefined => {
  const offered = headerValues(headers, 'www-authenticate')
    .flatMap(readChallenges)
    .filter(({ scheme }) => scheme === 'digest');
  if (offered.length === 0) return undefined;
  for (const [name, hash, isSession] of ALGORITHMS) {
    const found = offered.find(
      ({ parameters }) => (parameters.get('algorithm') ?? 'MD5').toLowerCase() === name && takesAuth(parameters),
    );
    const nonce = found?.parameters.get('nonce');
    if (found !== undefined && nonce !== undefined)
      return { parameters: found.parameters, hash, isSession, nonce, uses: 0 };
  }
  const words = offered.map(({ parameters }) =>
    [parameters.get('algorithm') ?? 'MD5', parameters.get('qop') ?? ''].join(' ').trim(),
  );
  throw new ProbeError(
    'auth',
    `the server wants Digest as ${words.join(', ')}; kavmon speaks MD5, SHA-256 and SHA-512-256 with qop auth`,
    { advice: 'other_scheme' },
  );
};

/** Without `qop` a server wants the form of RFC 2069. */
const takesAuth = (parameters: ReadonlyMap<string, string>): boolean => {
  const qop = parameters.get('qop');
  return qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
};

/** Whether an answer says that only the nonce was too old. */
export const isStale = ({ parameters }: DigestChallenge): boolean => parameters.get('stale')?.toLowerCase() === 'true';

/** Takes the nonce that a server wants next time (Authentication-Info). */
export const takeNextNonce = (challenge: DigestChallenge, headers: HeaderLines): void => {
  const info = headerValues(headers, 'authentication-info')[0] ?? '';
  const next = /(?:^|[\s,])nextnonce="((?:[^"\\]|\\.)*)"/i.exec(info)?.[1];
  if (next === undefined) return;
  challenge.nonce = next;
  challenge.uses = 0;
};

/** The Authorization header of a request (RFC 7616, 3.4). It counts as one use of the nonce. */
export const digestHeader = (
  challenge: DigestChallenge,
  { username, password }: DigestCredentials,
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  cnonce: string = randomBytes(12).toString('hex'),
): string => {
  const { parameters, hash, isSession, nonce } = challenge;
  challenge.uses += 1;
  const digest = (...parts: readonly string[]): string => createHash(hash).update(parts.join(':')).digest('hex');
  const realm = parameters.get('realm') ?? '';
  const uri = `${url.pathname}${url.search}`;
  const count = challenge.uses.toString(16).padStart(8, '0');
  const secret = digest(username, realm, password);
  const first = isSession ? digest(secret, nonce, cnonce) : secret;
  const second = digest(method, uri);
  const hasQop = parameters.has('qop');
  const response = hasQop ? digest(first, nonce, count, cnonce, 'auth', second) : digest(first, nonce, second);
  const name = parameters.get('userhash')?.toLowerCase() === 'true' ? digest(username, realm) : username;
  return `Digest ${[
    ...writeName(name, parameters),
    `realm=${quoteParameter(realm)}`,
    `nonce=${quoteParameter(nonce)}`,
    `uri="${uri}"`,
    `response="${response}"`,
    ...(parameters.has('algorithm') ? [`algorithm=${parameters.get('algorithm')}`] : []),
    ...(parameters.has('opaque') ? [`opaque=${quoteParameter(parameters.get('opaque') ?? '')}`] : []),
    ...(hasQop ? ['qop=auth', `nc=${count}`] : []),
    ...(hasQop || isSession ? [`cnonce="${cnonce}"`] : []),
  ].join(', ')}`;
};

const quoteParameter = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const writeName = (name: string, parameters: ReadonlyMap<string, string>): readonly string[] => {
  if (parameters.get('userhash')?.toLowerCase() === 'true') return [`username="${name}"`, 'userhash=true'];
  // RFC 7616, 3.4: a name beyond ASCII is written as RFC 5987 has it.
  if (/[^\x20-\x7e]/.test(name)) return [`username*=UTF-8''${encodeURIComponent(name)}`];
  return [`username=${quoteParameter(name)}`];
};
