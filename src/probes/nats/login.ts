import { credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import { ProbeError } from '../../model/errors.ts';
import type { NatsTarget } from './target.ts';

/** The fields of CONNECT that log in: a password, a token, or a signature of the server's nonce. Throws ProbeError `config`. */
export const loginFields = async (
  { user, password, token, credentials, nkey }: NatsTarget,
  nonce: string | undefined,
): Promise<object> => {
  // The library looks for the line feed behind the last line, which a secret from a variable or file has lost.
  if (credentials !== undefined)
    return sign('credentials', () => credsAuthenticator(Buffer.from(`${credentials.trim()}\n`))(nonce));
  if (nkey !== undefined) return sign('nkey', () => nkeyAuthenticator(Buffer.from(nkey.trim()))(nonce));
  if (token !== undefined) return { auth_token: token };
  return user === undefined ? {} : { user, pass: password ?? '' };
};

/** What the library throws may hold the key. */
const sign = (what: string, fields: () => unknown): object => {
  try {
    return Object(fields());
  } catch {
    const form = what === 'nkey' ? 'a seed begins with SU' : 'a file of nsc has a JWT and a seed';
    throw new ProbeError('config', `the ${what} cannot be used to sign: ${form}`);
  }
};
