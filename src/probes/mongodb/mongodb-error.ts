import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { networkError } from '../net/network-error.ts';

type CodeMeaning = readonly [reason: ProbeReason, text: string, advice?: Advice];

/** Codes of errors: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const ERROR_CODES: Readonly<Record<number, CodeMeaning>> = {
  11: ['auth', 'the user is not known'],
  13: ['permission', 'the user lacks a right'],
  18: ['auth', 'the credentials were refused'],
  50: ['deadline_attempt', 'the server ended the command after its time'],
  59: ['missing_value', 'the server does not know the command'],
  76: ['missing_value', 'the server belongs to no replica set'],
  89: ['unreachable', 'the server has lost another one'],
  91: ['status', 'the server is shutting down', 'stopping'],
  94: ['missing_value', 'the replica set has not been initiated'],
  115: ['missing_value', 'the server does not support the command'],
  133: ['no_quorum', 'no primary of a shard is found'],
  189: ['not_primary', 'the server is stepping down'],
  303: ['missing_value', 'the server does not support the command'],
  334: ['auth', 'the way to log in is not offered by the server'],
  8000: ['auth', 'the credentials were refused'],
  11600: ['status', 'the server is shutting down', 'stopping'],
  13435: ['not_primary', 'the server is no primary'],
  13436: ['not_primary', 'the server is neither primary nor secondary'],
};

/** The ProbeError for an error of the driver; `where` is for the message. It has no cause, as the driver's may hold the command. */
export const mongodbError = (error: unknown, where: string): unknown => {
  if (error instanceof ProbeError || !(error instanceof Error)) return error;
  const { code, cause, name } = error as Error & { readonly code?: unknown };
  if (cause instanceof ProbeError) return cause;
  if (typeof code === 'number') return codeError(error.message, code, where);
  const network = networkError(cause ?? error, where);
  if (network instanceof ProbeError) return network;
  return driverError(name, error.message, where);
};

const codeError = (message: string, code: number, where: string): ProbeError => {
  const said = `${message.slice(0, 300)} (code ${code})`;
  // Who is not logged in has no rights at all.
  if (code === 13 && /requires authentication|not authenticated/i.test(message))
    return new ProbeError('auth', `${where}: the server asks to log in: ${said}`, { advice: 'no_credentials' });
  const [reason, text, advice] = ERROR_CODES[code] ?? ['status', 'the server answers with an error'];
  return new ProbeError(reason, `${where}: ${text}: ${said}`, { advice });
};

const driverError = (name: string, message: string, where: string): ProbeError => {
  if (name === 'MongoNetworkError')
    return new ProbeError('unreachable', `${where}: the server closed the connection instead of answering`, {
      advice: 'closed',
    });
  if (name === 'MongoCompatibilityError')
    return new ProbeError('config', `${where}: the server is too old for the driver: ${message.slice(0, 300)}`);
  if (/Auth|Credential|InvalidArgument/.test(name))
    return new ProbeError('auth', `${where}: the login cannot be made: ${message.slice(0, 200)}`);
  return new ProbeError('protocol', `${where}: not what MongoDB says: ${message.slice(0, 200)}`, {
    advice: 'other_protocol',
  });
};
