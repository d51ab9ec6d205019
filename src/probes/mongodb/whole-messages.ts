import { Transform } from 'node:stream';

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_MSG = 2013;

/**
 * A stream that passes on whole messages with one document each, which is all that our commands are answered by. The driver
 * believes the numbers in a message: one of a server that speaks another protocol would keep it busy for minutes. Calls `refuse`
 * with the beginning of any other, and passes on nothing more.
 */
export const passWholeMessages = (limit: number, refuse: (bytes: Buffer) => void): Transform => {
  let rest: Buffer = Buffer.alloc(0);
  let isRefused = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (isRefused) return done();
      rest = Buffer.concat([rest, chunk]);
      for (let next = takeMessage(rest, limit); next !== 'unfinished'; next = takeMessage(rest, limit)) {
        if (next === 'wrong') {
          isRefused = true;
          refuse(rest);
          break;
        }
        this.push(next);
        rest = rest.subarray(next.length);
      }
      done();
    },
  });
};

/** The first message of the bytes, if it is whole and as it ought to be. */
const takeMessage = (bytes: Buffer, limit: number): Buffer | 'unfinished' | 'wrong' => {
  if (bytes.length < HEADER_BYTES) return 'unfinished';
  const length = bytes.readInt32LE(0);
  if (length <= HEADER_BYTES || length > limit) return 'wrong';
  if (bytes.length < length) return 'unfinished';
  const message = bytes.subarray(0, length);
  return hasOneDocument(message) ? message : 'wrong';
};

/** Whether a message is an answer with a single document that fills it (wire protocol: OP_REPLY, OP_MSG with a body). */
const hasOneDocument = (message: Buffer): boolean => {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_REPLY)
    return message.length > 40 && message.readInt32LE(32) === 1 && message.readInt32LE(36) === message.length - 36;
  if (opCode !== OP_MSG || message.length <= 25 || message[20] !== 0) return false;
  const hasChecksum = (message.readUInt32LE(16) & 1) !== 0;
  const isLast = (message.readUInt32LE(16) & 2) === 0;
  return isLast && message.readInt32LE(21) === message.length - 21 - (hasChecksum ? 4 : 0);
};
