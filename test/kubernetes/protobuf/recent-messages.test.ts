import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursor } from '../../../src/kubernetes/protobuf/cursor.ts';
import { text, texts } from '../../../src/kubernetes/protobuf/fields.ts';
import { type Message, message, readMessage, sharedMessage } from '../../../src/kubernetes/protobuf/message.ts';
import { bytesField, joined, writtenMessage } from './written-page.ts';

const fields = { image: text.nonZero(2), env: texts(7) };

/** A container with unread fields: a path of the same number of bytes between those that are read, and one behind them. */
const written = (image: string, env: readonly string[], mount: string): Buffer =>
  joined(
    ...[1, 3].map((number) => writtenMessage(bytesField(number, mount))),
    writtenMessage(bytesField(2, image)),
    ...env.map((value) => joined(writtenMessage(bytesField(4, mount)), writtenMessage(bytesField(7, value)))),
    writtenMessage(bytesField(9, mount)),
  );

const readAs = <T>(as: Message<T>, bytes: Buffer): T => {
  const cursor = createCursor();
  cursor.bytes = writtenMessage((writer) => writer.bytes(bytes));
  cursor.end = cursor.bytes.length;
  return readMessage(cursor, as);
};

describe('a message that many objects have', () => {
  it('becomes one object where what is read of it is equal', () => {
    const container = sharedMessage('Container', fields);
    const first = readAs(container, written('web:1', ['A', 'B'], 'token-abcde'));
    expect(readAs(container, written('web:1', ['A', 'B'], 'token-vwxyz'))).toBe(first);
    expect(readAs(container, written('web:1', ['A', 'B'], 'a longer mount'))).toBe(first);
    expect(first).toEqual({ image: 'web:1', env: ['A', 'B'] });
  });

  it('becomes another object where any byte of it differs', () => {
    const container = sharedMessage('Container', fields);
    readAs(container, written('web:1', ['A', 'B'], 'token'));
    expect(readAs(container, written('web:2', ['A', 'B'], 'token')).image).toBe('web:2');
    expect(readAs(container, written('web:1', ['A', 'C'], 'token')).env).toEqual(['A', 'C']);
    expect(readAs(container, written('web:1', ['A'], 'token')).env).toEqual(['A']);
  });

  it('is read as if it were the first one, whatever was read before', () => {
    const container = sharedMessage('Container', fields);
    const plain = message('Container', fields);
    const values = fc.constantFrom('', 'a', 'b', 'a'.repeat(14), `${'a'.repeat(13)}b`, 'x'.repeat(9_000));
    fc.assert(
      fc.property(values, fc.array(values, { maxLength: 3 }), values, (image, env, mount) => {
        const bytes = written(image, env, mount);
        expect(readAs(container, bytes)).toEqual(readAs(plain, bytes));
      }),
      { numRuns: 1_000 },
    );
  });
});
