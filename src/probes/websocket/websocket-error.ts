import type { IncomingMessage } from 'node:http';
import { errorMessage, ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { mayBecomeHttp } from '../http/answer-head.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import { describeTlsQuestion, otherProtocolError } from '../net/spoken-protocol.ts';

const REASONS_BY_STATUS: Readonly<Record<number, ProbeReason>> = { 401: 'auth', 403: 'permission', 407: 'auth' };

/** Why a server that answers otherwise than with 101 has no WebSocket for us. */
export const handshakeRefusal = (
  target: string,
  { statusCode = 0, headers }: IncomingMessage,
  url: URL,
): ProbeError => {
  const reason = REASONS_BY_STATUS[statusCode] ?? 'status';
  const { location, 'www-authenticate': wanted } = headers;
  const more = [
    ...(location === undefined
      ? []
      : [`it leads to ${redactUrl(URL.parse(location, url.href)?.href ?? location)}, which is not followed`]),
    ...(wanted === undefined ? [] : [`the server wants ${wanted.split(' ')[0]}`]),
    ...(statusCode === 200 ? ['something answers there that is no WebSocket: compare the path'] : []),
    ...(statusCode === 426 || statusCode === 400 ? ['a proxy on the way may not pass the upgrade on'] : []),
  ];
  return new ProbeError(
    reason,
    [`${target}: the handshake was answered with ${statusCode}, expected 101`, ...more].join('; '),
  );
};

/** What close codes mean that servers send (RFC 6455, 7.4.1). */
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'all is done',
  1001: 'it goes away',
  1002: 'an error of the protocol',
  1003: 'it does not take such data',
  1005: 'no code was given',
  1006: 'without a word: the connection broke',
  1007: 'the data is not of its type',
  1008: 'its policy',
  1009: 'the message is too long for it',
  1010: 'an extension is missing',
  1011: 'an error of the server',
  1012: 'it starts anew',
  1013: 'try again later',
};

/** A connection that the other side closed before what was waited for had come. */
export const closedError = (target: string, code: number, reason: string): ProbeError => {
  const meaning = CLOSE_CODES[code];
  const words = [meaning, reason === '' ? undefined : JSON.stringify(reason.slice(0, 200))].filter(Boolean).join(', ');
  const text = `${target}: the server closed the connection with code ${code}${words === '' ? '' : ` (${words})`} before its answer`;
  return new ProbeError(code === 1006 ? 'unreachable' : code === 1008 ? 'permission' : 'status', text, {
    advice: 'closed',
  });
};

interface FailedSocket {
  readonly target: string;
  /** First bytes that arrived. */
  readonly beginning: Buffer;
  readonly limit: number;
  readonly isSafe: boolean;
}

/** What is told of a WebSocket that failed with this error. */
export const socketError = (error: unknown, { target, beginning, limit, isSafe }: FailedSocket): unknown => {
  if (error instanceof ProbeError) return error;
  const withTls = isSafe ? undefined : 'wss://';
  const code = errorCode(error);
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return new ProbeError('missing_value', `${target}: the message is longer than the ${limit} bytes that are read`);
  if (beginning.length > 0 && !mayBecomeHttp(beginning))
    return otherProtocolError({ target, protocol: 'HTTP', withTls }, beginning);
  if (code === 'ECONNRESET' && beginning.length === 0) return closedBeforeAnswer(error, target, withTls);
  if (/^(?:WS_ERR_|HPE_|$)/.test(code))
    return new ProbeError('protocol', `${target}: ${errorMessage(error)}`, { cause: error });
  return networkError(error, target);
};

const closedBeforeAnswer = (error: unknown, target: string, withTls: string | undefined): ProbeError => {
  const question = withTls === undefined ? '' : `; ${describeTlsQuestion(withTls)}`;
  return new ProbeError('unreachable', `${target}: the connection was closed before an answer${question}`, {
    cause: error,
  });
};
