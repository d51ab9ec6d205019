import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The connection with the head of the answer as the parser wants it, where other clients are content: lines without a colon,
 * white space in front of it, and the same length twice are no reason to drop an answer. Bytes that are no HTTP pass as they are.
 */
export const cleanHead = (socket: Socket, maxBytes: number): Duplex => {
  const { Duplex: DuplexStream } = process.getBuiltinModule('node:stream');
  let head: Buffer | undefined = Buffer.alloc(0);
  const stream = new DuplexStream({
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const pass = (bytes: Buffer): void => {
    head = undefined;
    if (bytes.length > 0 && !stream.push(bytes)) socket.pause();
  };
  socket.on('data', (chunk: Buffer) => {
    if (head === undefined) return pass(chunk);
    head = Buffer.concat([head, chunk]);
    const end = endOfHead(head);
    if (end > 0) pass(Buffer.concat([cleanLines(head.subarray(0, end)), head.subarray(end)]));
    else if (!mayBecomeHttp(head) || head.length > maxBytes) pass(head);
  });
  socket.once('end', () => {
    if (head !== undefined) pass(head);
    stream.push(null);
  });
  socket.once('error', (error) => stream.destroy(error));
  // What was received whole may still wait to be read.
  socket.once('close', () => {
    if (!socket.readableEnded) stream.destroy();
  });
  return stream;
};

/** Whether an answer that begins so may be HTTP. */
export const mayBecomeHttp = (bytes: Buffer): boolean => {
  const first = bytes.toString('latin1', 0, 16).trimStart().slice(0, 5);
  return 'HTTP/'.startsWith(first);
};

/** The index behind the empty line, zero while there is none. */
const endOfHead = (bytes: Buffer): number => {
  if (!mayBecomeHttp(bytes)) return 0;
  const ends = ['\r\n\r\n', '\n\n', '\n\r\n'].map((mark) => ({ mark, at: bytes.indexOf(mark) }));
  const found = ends.filter(({ at }) => at > 0).map(({ mark, at }) => at + mark.length);
  return found.length === 0 ? 0 : Math.min(...found);
};

const cleanLines = (head: Buffer): Buffer => {
  const [status = '', ...lines] = head.toString('latin1').trimStart().split(/\r?\n/);
  const seen = new Set<string>();
  const kept = lines.filter((line) => line !== '').flatMap((line) => cleanLine(line, seen));
  return Buffer.from([status, ...kept, '', ''].join('\r\n'), 'latin1');
};

/** A line of a header; none when it has no name, or repeats the length. A folded line stays with the one before. */
const cleanLine = (line: string, seen: Set<string>): readonly string[] => {
  if (/^[ \t]/.test(line)) return [line];
  const [, name, value = ''] = /^([^\s:]+)[ \t]*:(.*)$/s.exec(line) ?? [];
  if (name === undefined) return [];
  if (name.toLowerCase() !== 'content-length') return [`${name}:${value}`];
  const length = [...new Set(value.split(',').map((one) => one.trim()))].join(',');
  if (seen.has(length)) return [];
  seen.add(length);
  return [`${name}: ${length}`];
};
