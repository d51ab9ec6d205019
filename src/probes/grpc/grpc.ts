import { ProbeError, rewordError } from '../../model/errors.ts';
import { type AnswerHead, headerValues } from '../http/answer-head.ts';
import { loadTls } from '../http/connection.ts';
import type { HttpRequest } from '../http/request.ts';
import { exchangeHttp2, type Http2Answer } from '../http2/exchange.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { decodeHealthResponse, encodeHealthRequest, firstMessage, type ServingStatus } from './health-message.ts';

export interface GrpcOptions {
  readonly host: string;
  readonly port: number;
  /** Name of the service; empty: the server as a whole. */
  readonly service: string;
  /** `Check` asks once, `Watch` takes the first message of the stream. */
  readonly method: 'Check' | 'Watch';
  /** Speaks TLS, with these options; undefined: in the clear. */
  readonly tls?: TlsOptions | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** The server's deadline in milliseconds (`grpc-timeout`). */
  readonly deadlineMs?: number | undefined;
  readonly family?: 4 | 6 | undefined;
}

/** What a server says of a service: its status, or the code by which it does not say one. */
export interface GrpcHealth {
  readonly status: ServingStatus | null;
  /** Status code of gRPC; null of a stream that was not read to its end. */
  readonly code: number | null;
  readonly message: string;
  readonly address: string;
  readonly durationMs: number;
}

/** A message of health is some bytes; of an endless one no more is read. */
const MAX_ANSWER_BYTES = 65_536;

/** Asks the health service of a gRPC server (grpc.health.v1). Throws ProbeError, or the signal's reason. */
export const probeGrpc = async (options: GrpcOptions, session: ProbeSession): Promise<GrpcHealth> => {
  if (options.tls !== undefined) await loadTls();
  const started = performance.now();
  const outgoing = buildRequest(options, session);
  const body = collectMessage(options.method === 'Watch');
  const answer = await exchangeHttp2(outgoing, session, (head, stop) => body.open(head, stop));
  const durationMs = performance.now() - started;
  const where = `${formatHostPort(options.host, options.port)}`;
  try {
    return { ...readHealth(answer, body.bytes(), options.method), address: answer.address, durationMs };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    throw rewordError(error, `${where}: ${error.message}`);
  }
};

const buildRequest = (options: GrpcOptions, { traceHeaders }: ProbeSession): HttpRequest => {
  const { host, port, service, method, tls, metadata = {}, deadlineMs, family } = options;
  const scheme = tls === undefined ? 'http' : 'https';
  const given = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url: new URL(`${scheme}://${formatHostPort(host, port)}/grpc.health.v1.Health/${method}`),
    method: 'POST',
    headers: {
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'kavmon',
      ...(deadlineMs === undefined ? {} : { 'grpc-timeout': `${Math.max(1, Math.round(deadlineMs))}m` }),
      ...traceHeaders,
      ...Object.fromEntries(given),
    },
    body: encodeHealthRequest(service),
    tls: tls ?? {},
    family,
    proxy: undefined,
    httpVersion: 2,
  };
};

const collectMessage = (isStream: boolean) => {
  let bytes: Buffer = Buffer.alloc(0);
  return {
    bytes: () => bytes,
    open: (_: AnswerHead, stop: () => void) => ({
      take: (part: Buffer) => {
        bytes = Buffer.concat([bytes, part.subarray(0, MAX_ANSWER_BYTES)]);
        // The stream of Watch goes on, and says more only when something changes.
        if (bytes.length >= MAX_ANSWER_BYTES || (isStream && firstMessage(bytes) !== undefined)) stop();
      },
      bytes: () => bytes.length,
      read: () => ({ text: '', bytes: bytes.length }),
      close: () => {},
    }),
  };
};

const readHealth = (
  { head, trailers }: Http2Answer,
  bytes: Buffer,
  method: GrpcOptions['method'],
): Pick<GrpcHealth, 'status' | 'code' | 'message'> => {
  refuseOtherAnswer(head);
  const all = [...head.headers, ...trailers];
  const text = headerValues(all, 'grpc-status')[0];
  const message = decodeMessage(headerValues(all, 'grpc-message')[0] ?? '');
  const code = text === undefined ? null : Number(text);
  if (code !== null && code !== 0) return { status: null, code, message };
  if (code === null && method === 'Check')
    throw new ProbeError('protocol', 'the answer ended without a status of gRPC (grpc-status)');
  const found = firstMessage(bytes);
  if (found === undefined) throw new ProbeError('missing_value', 'the answer has no message with a status');
  return { status: decodeHealthResponse(found), code, message };
};

const refuseOtherAnswer = (head: AnswerHead): void => {
  const type = headerValues(head.headers, 'content-type')[0] ?? '';
  if (head.status !== 200 || !type.startsWith('application/grpc'))
    throw new ProbeError(
      head.status === 401 ? 'auth' : 'protocol',
      `the answer is not gRPC: status ${head.status}, content type ${JSON.stringify(type)}; does a proxy or another server answer?`,
      { advice: 'other_protocol' },
    );
};

/** gRPC percent-encodes what is not ASCII. */
const decodeMessage = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
