import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** What is asked at the end of a connection: whether it stays open, or for a document. */
export type ConnectionQuestion =
  | {
      readonly kind: 'tcp';
      /** How long it has to stay open to count, in milliseconds: who only relays it accepts it first. */
      readonly settleMs: number;
    }
  | {
      readonly kind: 'http';
      readonly path: string;
      /** The `Host` header. */
      readonly host: string;
      /** Certificates are not judged: that a server answers is what is asked. */
      readonly tls: boolean;
    };

/** The answer: the status of a document; null of a connection that stayed open. */
export interface ConnectionAnswer {
  readonly status: number | null;
}

/**
 * Asks a question over a connection, which it closes.
 * @throws the error of the connection, or the signal's reason.
 */
export const askConnection = async (
  stream: Duplex,
  question: ConnectionQuestion,
  signal: AbortSignal,
): Promise<ConnectionAnswer> => {
  try {
    if (stream.errored) throw stream.errored;
    return question.kind === 'tcp'
      ? await stayOpen(stream, question.settleMs, signal)
      : { status: await getStatus(stream, question, signal) };
  } finally {
    stream.destroy();
  }
};

const stayOpen = (stream: Duplex, settleMs: number, signal: AbortSignal): Promise<ConnectionAnswer> => {
  const { promise, resolve, reject } = Promise.withResolvers<ConnectionAnswer>();
  stream.once('error', reject);
  stream.once('end', () => reject(new Error('it closed the connection')));
  stream.once('data', () => resolve({ status: null }));
  const end = (): void => reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const timer = setTimeout(() => resolve({ status: null }), settleMs);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  });
};

type HttpQuestion = Extract<ConnectionQuestion, { kind: 'http' }>;

const getStatus = (stream: Duplex, { path, host, tls }: HttpQuestion, signal: AbortSignal): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const servername = host.replace(/:\d+$/, '');
  const secured = tls
    ? connectTls({
        socket: stream,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        ...(isName(servername) && { servername }),
      })
    : stream;
  // A response that never begins ends with the connection's own error, which says more than that it hung up.
  for (const part of new Set([stream, secured])) part.once('error', reject);
  const asking = request({
    path,
    method: 'GET',
    headers: { host, 'user-agent': 'kavmon', connection: 'close' },
    createConnection: () => secured as never,
    signal,
  });
  asking.once('response', (response) => {
    response.destroy();
    resolve(response.statusCode ?? 0);
  });
  asking.once('error', (error) => reject(stream.errored ?? error));
  asking.end();
  return promise.finally(() => secured.destroy());
};

const isName = (host: string): boolean => /[a-z]/i.test(host) && !host.includes(':');
