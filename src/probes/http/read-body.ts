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
export const readBody = async (
  response: IncomingMessage,
  limit: number,
  target: string,
  enough?: (text: string) => boolean,
): Promise<HttpBody> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = watchEndless(response, () => decodeText(Buffer.concat(chunks), response.headers['content-type']), enough);
  try {
    end.look();
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limit) break;
      end.look();
    }
  } catch (error) {
    if (!end.isReached()) throw truncatedBodyError(error, bytes, response, target);
  } finally {
    end.stop();
  }
  const raw = Buffer.concat(chunks).subarray(0, limit);
  const type = response.headers['content-type'];
  if (bytes > limit) return { text: decodeText(raw, type), bytes, problem: `the body is longer than ${limit} bytes` };
  const content = decompressBody(raw, response.headers['content-encoding'], limit);
  if (typeof content === 'string') return { text: '', bytes, problem: content };
  return { text: decodeText(content, type), bytes };
};

/** Bodies that go on until somebody hangs up. */
const ENDLESS_TYPES = /^(?:text\/event-stream|multipart\/x-mixed-replace)\b/i;

/** A body of unknown length may end soon: what is enough of it is not taken for the whole before this time. */
const ENOUGH_WAIT_MS = 1000;

/** Ends the response once there is enough of a body that has no announced end; `look` is called with each part of it. */
const watchEndless = (response: IncomingMessage, text: () => string, enough?: (text: string) => boolean) => {
  const { headers } = response;
  const isMeasured = headers['content-length'] !== undefined || headers['content-encoding'] !== undefined;
  let timer: NodeJS.Timeout | undefined;
  let isReached = false;
  const look = (): void => {
    if (enough === undefined || isMeasured || timer !== undefined || !enough(text())) return;
    const wait = ENDLESS_TYPES.test(headers['content-type'] ?? '') ? 0 : ENOUGH_WAIT_MS;
    timer = setTimeout(() => {
      isReached = true;
      response.destroy();
    }, wait);
  };
  return { look, isReached: () => isReached, stop: () => clearTimeout(timer) };
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
  deflate: (body, options) =>
    hasZlibHeader(body) ? loadZlib().inflateSync(body, options) : loadZlib().inflateRawSync(body, options),
  br: (...given) => loadZlib().brotliDecompressSync(...given),
  zstd: (...given) => loadZlib().zstdDecompressSync(...given),
};

/** RFC 1950, 2.2; servers of old send `deflate` without it. */
const hasZlibHeader = (body: Buffer): boolean =>
  body.length >= 2 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;

/** Nobody asked for an encoding: one that is none, or the name of a charset, leaves the body as it is. */
const isNoEncoding = (name: string): boolean => ['', 'identity', 'none', 'binary'].includes(name) || isCharset(name);

const isCharset = (name: string): boolean => {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
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
  if (isNoEncoding(name)) return body;
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

/** As browsers do: by the header, else by what the document says of itself, else UTF-8, and Windows-1252 for other text. */
const decodeText = (body: Buffer, contentType = ''): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? declaredCharset(body, contentType);
  if (charset !== undefined && isCharset(charset)) return new TextDecoder(charset).decode(body);
  return /^text\//i.test(contentType) && !isUtf8(body)
    ? new TextDecoder('windows-1252').decode(body)
    : new TextDecoder().decode(body);
};

/** The end may be cut within a character. */
const isUtf8 = (body: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** HTML standard, 13.2.3.2: the first 1024 bytes are looked through. */
const DECLARATION_BYTES = 1024;

const declaredCharset = (body: Buffer, contentType: string): string | undefined => {
  if (!/html|xml/i.test(contentType)) return undefined;
  const head = body.toString('latin1', 0, DECLARATION_BYTES);
  const name =
    /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1] ??
    /<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  // What could be read byte by byte is no UTF-16, whatever it says.
  return name === undefined || /^utf-?16/i.test(name) ? undefined : name;
};
