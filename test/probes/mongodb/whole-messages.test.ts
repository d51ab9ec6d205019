import { BSON } from 'mongodb';
import { expect, it } from 'vitest';
import { passWholeMessages } from '../../../src/probes/mongodb/whole-messages.ts';

const document = Buffer.from(BSON.serialize({ ok: 1 }));

const message = (opCode: number, begin: Buffer, length?: number): Buffer => {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length ?? 16 + begin.length + document.length, 0);
  head.writeInt32LE(opCode, 12);
  return Buffer.concat([head, begin, document]);
};
const reply = (count: number): Buffer => {
  const begin = Buffer.alloc(20);
  begin.writeInt32LE(count, 16);
  return message(1, begin);
};
const modern = (flags: number, kind = 0): Buffer => message(2013, Buffer.from([flags, 0, 0, 0, kind]));

const passThrough = (chunks: readonly Buffer[]): { passed: number; refused: number } => {
  let refused = 0;
  const stream = passWholeMessages(1000, () => {
    refused += 1;
  });
  let passed = 0;
  stream.on('data', () => {
    passed += 1;
  });
  for (const chunk of chunks) stream.write(chunk);
  let part: unknown = stream.read();
  while (part !== null) part = stream.read();
  return { passed, refused };
};

it.each([
  ['two answers in one piece', [Buffer.concat([reply(1), modern(0)])], { passed: 2, refused: 0 }],
  ['an answer byte by byte', [...modern(0)].map((byte) => Buffer.from([byte])), { passed: 1, refused: 0 }],
  ['half an answer', [modern(0).subarray(0, 30)], { passed: 0, refused: 0 }],
  ['billions of documents', [reply(0x78_78_78_78)], { passed: 0, refused: 1 }],
  ['an answer that goes on', [modern(2)], { passed: 0, refused: 1 }],
  ['a section of several documents', [modern(0, 1)], { passed: 0, refused: 1 }],
  ['a message of no length', [Buffer.alloc(64)], { passed: 0, refused: 1 }],
  ['a message that is too long', [message(2013, Buffer.alloc(5), 2000)], { passed: 0, refused: 1 }],
  ['a message of another kind', [message(2012, Buffer.alloc(5))], { passed: 0, refused: 1 }],
  ['an answer behind one that is refused', [reply(2), reply(1)], { passed: 0, refused: 1 }],
])('%s is passed on or refused', (_, chunks, expected) => {
  expect(passThrough(chunks)).toEqual(expected);
});
