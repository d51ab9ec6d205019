import { isAscii } from 'node:buffer';
import { errorCode } from '../net/network-error.ts';
import { type HeaderLines, headerValues } from './answer-head.ts';

/** A body as it was received, decompressed and decoded. */
export interface HttpBody {
  readonly text: string;
  /** Bytes received, before decompression. */
  readonly bytes: number;
  /** SHA-256 of the bytes received, in hexadecimal digits, where it was wanted and all of them were. */
  readonly sha256?: string;
  /** Why the text is not the whole body; nothing may be asserted of it then. */
  readonly problem?: string;
}

/** How much of a body is read: at most `limit` bytes, and of an endless one until there is `enough`. */
export interface BodyWish {
  readonly limit: number;
  readonly enough?: ((text: string) => boolean) | undefined;
  /** Whether the SHA-256 of the bytes is wanted. */
  readonly hash?: boolean | undefined;
}

/** Gathers the parts of a body. */
export interface BodyReader {
  take(part: Buffer): void;
  /** Bytes so far. */
  bytes(): number;
  /** The body of what was taken, decompressed and decoded. */
  read(): HttpBody;
  /** Ends all waiting. */
  close(): void;
}

/** A reader of the body behind these headers, which calls `stop` when it wants no more of it. */
export const openBodyReader = (
  headers: HeaderLines,
  { limit, enough, hash }: BodyWish,
  stop: () => void,
): BodyReader => {
  const parts: Buffer[] = [];
  const type = headerValues(headers, 'content-type')[0];
  let bytes = 0;
  const wait = watchEndless(headers, () => decodeText(Buffer.concat(parts), type), { enough, stop });
  wait?.look();
  return {
    take: (part) => {
      if (bytes > limit) return;
      parts.push(part);
      bytes += part.length;
      if (bytes > limit) stop();
      else wait?.look();
    },
    bytes: () => bytes,
    close: () => wait?.cancel(),
    read: () => {
      const raw = Buffer.concat(parts).subarray(0, limit);
      if (bytes > limit)
        return { text: decodeText(raw, type), bytes, problem: `the body is longer than ${limit} bytes` };
      const sha256 = hash === true ? { sha256: hashBytes(raw) } : {};
      const content = decompressBody(raw, headerValues(headers, 'content-encoding').join(','), limit);
      if (typeof content === 'string') return { text: '', bytes, ...sha256, problem: content };
      return { text: decodeText(content, type), bytes, ...sha256 };
    },
  };
};

const hashBytes = (bytes: Buffer): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');

/** Bodies that go on until somebody hangs up. */
const ENDLESS_TYPES = /^(?:text\/event-stream|multipart\/x-mixed-replace)\b/i;

/** A body of unknown length may end soon: what is enough of it is not taken for the whole before this time. */
const ENOUGH_WAIT_MS = 1000;

interface EndlessTerms extends Pick<BodyWish, 'enough'> {
  readonly stop: () => void;
}

/**
 * Stops the reading once there is enough of a body that has no announced end; `look` is called with each part of it. Undefined
 * when the body has to be read to its end.
 */
const watchEndless = (headers: HeaderLines, text: () => string, { enough, stop }: EndlessTerms) => {
  const isMeasured = headers.some(([name]) => name === 'content-length' || name === 'content-encoding');
  if (enough === undefined || isMeasured) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (timer !== undefined || !enough(text())) return;
    const type = headerValues(headers, 'content-type')[0] ?? '';
    timer = setTimeout(stop, ENDLESS_TYPES.test(type) ? 0 : ENOUGH_WAIT_MS);
  };
  return { look, cancel: () => clearTimeout(timer) };
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
const decompressBody = (body: Buffer, encoding: string, limit: number): Buffer | string => {
  if (encoding === '' || body.length === 0) return body;
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
  if (isAscii(body) && !/charset|html|xml/i.test(contentType)) return body.toString('latin1');
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
