import type { IncomingMessage } from 'node:http';
import { ProbeError } from '../../model/errors.ts';
import { errorCode, networkError } from '../net/network-error.ts';

export interface Body {
  readonly text: string;
  /** Bytes as they came, before decompression. */
  readonly bytes: number;
  /** Why the text is not the whole body, so that nothing can be asserted of it. */
  readonly problem?: string;
}

/**
 * Reads a body up to `limit` bytes, compressed and decompressed; what is longer is left unread. Throws ProbeError when the
 * connection breaks off.
 */
export const readBody = async (response: IncomingMessage, limit: number, target: string): Promise<Body> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limit) break;
    }
  } catch (error) {
    throw brokenOff(error, bytes, response, target);
  }
  const raw = Buffer.concat(chunks).subarray(0, limit);
  const type = response.headers['content-type'];
  if (bytes > limit) return { text: textOf(raw, type), bytes, problem: `the body is longer than ${limit} bytes` };
  const plain = decompress(raw, response.headers['content-encoding'], limit);
  if (typeof plain === 'string') return { text: '', bytes, problem: plain };
  return { text: textOf(plain, type), bytes };
};

const brokenOff = (error: unknown, bytes: number, response: IncomingMessage, target: string): unknown => {
  if (!['ECONNRESET', 'EPIPE'].includes(errorCode(error))) return networkError(error, target);
  const promised = response.headers['content-length'];
  const of = promised === undefined ? '' : ` of ${promised}`;
  return new ProbeError('unreachable', `${target}: the answer broke off after ${bytes}${of} bytes of its body`, {
    cause: error,
  });
};

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

/** Loaded with the first body that is compressed, which kavmon does not ask for. */
const zlib = () => process.getBuiltinModule('node:zlib');

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: (...given) => zlib().gunzipSync(...given),
  'x-gzip': (...given) => zlib().gunzipSync(...given),
  deflate: (...given) => zlib().inflateSync(...given),
  br: (...given) => zlib().brotliDecompressSync(...given),
  zstd: (...given) => zlib().zstdDecompressSync(...given),
  identity: (body) => body,
};

/** The plain body, or why there is none. In the thread, not in the pool of libuv, which others may have blocked. */
const decompress = (body: Buffer, encoding: string | undefined, limit: number): Buffer | string => {
  if (encoding === undefined || body.length === 0) return body;
  let plain: Buffer | string = body;
  for (const name of encoding.toLowerCase().split(',').reverse()) {
    plain = decode(plain, name.trim(), limit);
    if (typeof plain === 'string') break;
  }
  return plain;
};

const decode = (body: Buffer, name: string, limit: number): Buffer | string => {
  const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
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

const textOf = (body: Buffer, contentType: string | undefined): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
};
