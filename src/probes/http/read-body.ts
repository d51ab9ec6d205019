import type { IncomingMessage } from 'node:http';
import { ProbeError } from '../../model/errors.ts';
import { errorCode, networkError } from '../net/network-error.ts';

/** A body as it was received, decompressed and decoded. */
export interface HttpBody {
  readonly text: string;
  /** Bytes received, before decompression. */
  readonly bytes: number;
  /** Why the text is not the whole body; nothing may be asserted of it then. */
  readonly problem?: string;
}

/**
 * Reads a body up to `limit` bytes, which holds for the compressed and the decompressed one; the rest is left unread. Throws
 * ProbeError when the connection breaks.
 */
export const readBody = async (response: IncomingMessage, limit: number, target: string): Promise<HttpBody> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limit) break;
    }
  } catch (error) {
    throw truncatedBodyError(error, bytes, response, target);
  }
  const raw = Buffer.concat(chunks).subarray(0, limit);
  const type = response.headers['content-type'];
  if (bytes > limit) return { text: decodeText(raw, type), bytes, problem: `the body is longer than ${limit} bytes` };
  const content = decompressBody(raw, response.headers['content-encoding'], limit);
  if (typeof content === 'string') return { text: '', bytes, problem: content };
  return { text: decodeText(content, type), bytes };
};

const truncatedBodyError = (error: unknown, bytes: number, response: IncomingMessage, target: string): unknown => {
  if (!['ECONNRESET', 'EPIPE'].includes(errorCode(error))) return networkError(error, target);
  const promised = response.headers['content-length'];
  const of = promised === undefined ? '' : ` of ${promised}`;
  return new ProbeError('unreachable', `${target}: the answer broke off after ${bytes}${of} bytes of its body`, {
    cause: error,
  });
};

type BodyDecoder = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

/** Loaded with the first compressed body, which is rare, as no request asks for one. */
const loadZlib = () => process.getBuiltinModule('node:zlib');

const BODY_DECODERS: Readonly<Record<string, BodyDecoder>> = {
  gzip: (...given) => loadZlib().gunzipSync(...given),
  'x-gzip': (...given) => loadZlib().gunzipSync(...given),
  deflate: (...given) => loadZlib().inflateSync(...given),
  br: (...given) => loadZlib().brotliDecompressSync(...given),
  zstd: (...given) => loadZlib().zstdDecompressSync(...given),
  identity: (body) => body,
};

/** The decompressed body, or why there is none. Synchronous, as another check may block libuv's pool. */
const decompressBody = (body: Buffer, encoding: string | undefined, limit: number): Buffer | string => {
  if (encoding === undefined || body.length === 0) return body;
  let content: Buffer | string = body;
  for (const name of encoding.toLowerCase().split(',').reverse()) {
    content = decodeOnce(content, name.trim(), limit);
    if (typeof content === 'string') break;
  }
  return content;
};

const decodeOnce = (body: Buffer, name: string, limit: number): Buffer | string => {
  const decoder = Object.hasOwn(BODY_DECODERS, name) ? BODY_DECODERS[name] : undefined;
  if (decoder === undefined) return `the content encoding ${name} is not known`;
  try {
    return decoder(body, { maxOutputLength: limit });
  } catch (error) {
    const tooLong = errorCode(error) === 'ERR_BUFFER_TOO_LARGE';
    return tooLong
      ? `the decompressed body is longer than ${limit} bytes`
      : `the body is not ${name} as its header says`;
  }
};

const decodeText = (body: Buffer, contentType: string | undefined): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
};
