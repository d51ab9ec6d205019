import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { type TestListener, trackServer } from './tcp-server.ts';

/**
 * How the receiver answers. `throttled`: always 429 with Retry-After; `recovers`: 503 once, then 200; `partial`: 200
 * that rejects a data point; `page`: 200 with a web page, as from a wrong port; `redirect`: 307 to `redirectTo`;
 * `half`: the first byte of a body, then the connection ends.
 */
export type OtlpBehaviour =
  | 'accepts'
  | 'missing'
  | 'unauthorized'
  | 'throttled'
  | 'unavailable'
  | 'recovers'
  | 'partial'
  | 'page'
  | 'redirect'
  | 'hangs'
  | 'half'
  | 'closes';

export type OtlpPost = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Decompressed. */
  readonly body: Buffer;
  /** When it came, in milliseconds of the monotonic clock. */
  readonly at: number;
};

export type OtlpReceiver = TestListener & {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly posts: readonly OtlpPost[];
};

export type OtlpOptions = {
  readonly behaviour?: OtlpBehaviour;
  readonly tls?: ServerOptions;
  /** Seconds. Default 1. */
  readonly retryAfter?: number;
  readonly redirectTo?: string;
};

type OtlpAnswer = (response: ServerResponse, options: OtlpOptions, times: number) => unknown;

const JSON_TYPE = { 'content-type': 'application/json' } as const;

const answerStatus =
  (code: number): OtlpAnswer =>
  (response) =>
    response.writeHead(code, { 'content-type': 'text/plain' }).end(`status ${code}`);

const acceptPost: OtlpAnswer = (response) => response.writeHead(200, JSON_TYPE).end('{}');

const REJECTED_POINTS = { rejectedDataPoints: '1', errorMessage: 'one was too old' };
/** ExportMetricsServiceResponse: partial_success (1) of rejected_data_points (1) and error_message (2). */
const REJECTED_IN_PROTOBUF = Buffer.from('\x0a\x13\x08\x01\x12\x0fone was too old', 'latin1');

const OTLP_ANSWERS: Readonly<Record<OtlpBehaviour, OtlpAnswer>> = {
  accepts: acceptPost,
  missing: answerStatus(404),
  unauthorized: answerStatus(401),
  unavailable: answerStatus(503),
  throttled: (response, { retryAfter }) => response.writeHead(429, { 'retry-after': String(retryAfter ?? 1) }).end(),
  recovers: (response, options, times) => (times === 1 ? answerStatus(503) : acceptPost)(response, options, times),
  partial: (response) =>
    response.req.headers['content-type'] === JSON_TYPE['content-type']
      ? response.writeHead(200, JSON_TYPE).end(JSON.stringify({ partialSuccess: REJECTED_POINTS }))
      : response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(REJECTED_IN_PROTOBUF),
  page: (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
  redirect: (response, { redirectTo }) =>
    response.writeHead(307, { location: redirectTo ?? 'http://127.0.0.1:9/' }).end(),
  hangs: () => {},
  half: (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' });
    response.write('{', () => response.destroy());
  },
  closes: (response) => response.destroy(),
};

/** Starts an OTLP endpoint with this behaviour, which records its requests. */
export const startOtlpReceiver = async (options: OtlpOptions = {}): Promise<OtlpReceiver> => {
  const posts: OtlpPost[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    recordPost(request, posts)
      .then(() => OTLP_ANSWERS[options.behaviour ?? 'accepts'](response, options, posts.length))
      .catch(() => response.destroy());
  };
  const listener = await trackServer(
    options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve),
  );
  return { ...listener, url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${listener.port}`, posts };
};

const recordPost = async (request: IncomingMessage, posts: OtlpPost[]): Promise<void> => {
  const at = performance.now();
  const sent = Buffer.concat(await request.toArray());
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  posts.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body, at });
};
