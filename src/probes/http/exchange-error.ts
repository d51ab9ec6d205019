import { ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import { describeTlsQuestion, otherProtocolError } from '../net/spoken-protocol.ts';
import { type AnswerHead, headerValues } from './answer-head.ts';
import { BrokenRule } from './broken-rule.ts';
import type { BodyReader } from './read-body.ts';
import { ClosedEarly, OtherProtocol } from './receive-answer.ts';
import type { HttpRequest } from './request.ts';

/** What has arrived of an answer. */
export interface ReceivedAnswer {
  /** Its first bytes. */
  beginning: Buffer;
  opened?: { readonly head: AnswerHead; readonly body: BodyReader };
}

/** What would be asked with TLS, and how; undefined where TLS is spoken. */
const plainHint = ({ url, proxy }: HttpRequest): string | undefined => {
  if (url.protocol !== 'http:') return undefined;
  return proxy === undefined ? 'https://' : 'the proxy is asked in the clear, other proxies are not supported';
};

/** What is told of an exchange that failed with this error: a ProbeError, or the error itself when it is not known. */
export const exchangeError = (error: unknown, received: ReceivedAnswer, outgoing: HttpRequest): unknown => {
  const target = `${outgoing.method} ${redactUrl(outgoing.url)}`;
  const withTls = plainHint(outgoing);
  if (error instanceof BrokenRule)
    return new ProbeError('protocol', `${target}: the answer breaks a rule of HTTP, ${error.message}`, {
      cause: error,
    });
  if (error instanceof OtherProtocol)
    return otherProtocolError({ target, protocol: 'HTTP', withTls }, received.beginning);
  if (!(error instanceof ClosedEarly) && !['ECONNRESET', 'EPIPE'].includes(errorCode(error)))
    return networkError(error, target);
  return new ProbeError('unreachable', `${target}: ${describeEarlyEnd(received, withTls)}`, { cause: error });
};

/** How far an answer got whose connection was closed. */
const describeEarlyEnd = ({ beginning, opened }: ReceivedAnswer, withTls: string | undefined): string => {
  if (opened !== undefined) {
    const [promised] = headerValues(opened.head.headers, 'content-length');
    const of = promised === undefined ? '' : ` of ${promised}`;
    return `the answer broke off after ${opened.body.bytes()}${of} bytes of its body`;
  }
  const question = withTls !== undefined && beginning.length === 0 ? `; ${describeTlsQuestion(withTls)}` : '';
  return `the connection was closed before an answer${question}`;
};
