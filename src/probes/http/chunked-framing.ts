import { BrokenRule } from './broken-rule.ts';
import type { BodyFraming } from './framing.ts';

/** In characters: the size of a chunk with its extensions, or a trailer. */
const MAX_LINE_LENGTH = 16_384;

/** A body in chunks (RFC 9112, 7.1), of which carriage returns may be missing. */
export const framedByChunks = (): BodyFraming => {
  /** Of the chunk that goes on, in bytes. */
  let left = 0;
  let part: 'chunks' | 'trailers' | 'over' = 'chunks';
  const line = openLine();
  const endLine = (text: string): void => {
    if (part === 'trailers') part = text === '' ? 'over' : 'trailers';
    // An empty line ends the data of the chunk before.
    else if (text !== '') {
      left = chunkSize(text);
      part = left === 0 ? 'trailers' : 'chunks';
    }
  };
  const take = (bytes: Buffer): readonly Buffer[] => {
    const data: Buffer[] = [];
    for (let at = 0; at < bytes.length && part !== 'over'; ) {
      if (left === 0) {
        at = line.take(bytes, at, endLine);
        continue;
      }
      const next = bytes.subarray(at, at + left);
      data.push(next);
      left -= next.length;
      at += next.length;
    }
    return data;
  };
  return { take, isWhole: () => part === 'over', untilClose: false };
};

/** Takes a line out of bytes, in which its end may be missing; returns how far it got. */
const openLine = () => {
  let text = '';
  const take = (bytes: Buffer, from: number, ended: (line: string) => void): number => {
    const end = bytes.indexOf('\n', from);
    text += bytes.toString('latin1', from, end < 0 ? bytes.length : end);
    if (text.length > MAX_LINE_LENGTH) throw new BrokenRule('the line of a chunk is too long');
    if (end < 0) return bytes.length;
    const line = text.trim();
    text = '';
    ended(line);
    return end + 1;
  };
  return { take };
};

const chunkSize = (text: string): number => {
  const [, digits] = /^([\da-f]{1,13})\s*(?:;|$)/i.exec(text) ?? [];
  if (digits === undefined) throw new BrokenRule('Invalid character in chunk size');
  return Number.parseInt(digits, 16);
};
