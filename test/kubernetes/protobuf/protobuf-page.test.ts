import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenList } from '../../../src/kubernetes/lists/chunk-buffer.ts';
import { createProtobufPage } from '../../../src/kubernetes/protobuf/protobuf-page.ts';
import { namespace, type WireNamespace } from '../../../src/kubernetes/protobuf/tables/core-v1.ts';
import { bytesField, joined, writtenMessage, writtenNamespace, writtenPage } from './written-page.ts';

/** Reads a page in chunks of this size. */
const readPage = (bytes: Buffer, chunkSize = bytes.length) => {
  const names: string[] = [];
  const seen: string[] = [];
  const page = createProtobufPage(
    { kind: 'NamespaceList', apiVersion: 'v1', message: namespace },
    {
      item: (object) => {
        names.push((object as WireNamespace).metadata?.name ?? '');
        seen.push('item');
      },
      token: (next) => seen.push(`token ${next}`),
    },
  );
  for (let at = 0; at < bytes.length; at += chunkSize) page.push(bytes.subarray(at, at + chunkSize));
  return { next: page.end(), names, seen };
};

const shopAndBank = [writtenNamespace('shop'), writtenNamespace('bank')];
const wholePage = writtenPage({ items: shopAndBank, token: 'page-2' });

/** A page with one item of these bytes. */
const pageOf = (...item: readonly (string | Buffer)[]) => writtenPage({ items: [joined(...item)] });

describe('a page of protobuf', () => {
  it.each([1, 2, 3, 7, 1000])('is read in chunks of %i bytes', (size) => {
    expect(readPage(wholePage, size)).toMatchObject({ next: 'page-2', names: ['shop', 'bank'] });
  });

  it('tells the token of the next page before its objects', () => {
    expect(readPage(wholePage, 1).seen).toEqual(['token page-2', 'item', 'item']);
  });

  it('has no next page where the token is empty', () => {
    expect(readPage(writtenPage({ items: shopAndBank })).next).toBeUndefined();
  });

  it('may have no objects', () => {
    expect(readPage(writtenPage({ items: [] })).names).toEqual([]);
  });

  it('skips fields that nobody reads, of every wire type', () => {
    const unread = ['\x50\x96\x01', '\x59ABCDEFGH', '\x5d1234', '\x62\x03abc'];
    expect(readPage(pageOf(writtenNamespace('shop'), ...unread)).names).toEqual(['shop']);
  });

  it('is not descended where nobody reads, however deep it is', () => {
    let deep: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 5_000; depth++) deep = writtenMessage(bytesField(12, deep));
    expect(readPage(pageOf(writtenNamespace('shop'), deep)).names).toEqual(['shop']);
  });

  it('has U+FFFD for bytes that are no UTF-8, as JSON has', () => {
    const name = writtenMessage(bytesField(1, Buffer.from('shop\xc3', 'latin1')));
    expect(readPage(pageOf(writtenMessage(bytesField(1, name)))).names).toEqual(['shop\ufffd']);
  });
});

describe('a page that is no list of the kind', () => {
  it.each([
    ['another kind', writtenPage({ kind: 'PodList', items: [] }), 'it sent a PodList instead of a NamespaceList'],
    ['no kind', writtenPage({ kind: '', items: [] }), 'it sent a thing without a kind instead of a NamespaceList'],
    ['another version', writtenPage({ apiVersion: 'v2', items: [] }), 'it sent a NamespaceList of v2 instead of v1'],
    ['JSON', Buffer.from('{"kind":"NamespaceList"}'), 'another beginning'],
    ['a list before its type', joined('k8s\0', '\x12\x00'), 'its list comes before its type'],
    ['no list', joined('k8s\0', '\x0a\x13\x0a\x02v1\x12\x0dNamespaceList'), 'it broke off before its end'],
    ['a type twice', joined(wholePage, '\x0a\x13\x0a\x02v1\x12\x0dNamespaceList'), 'it has the type of a list twice'],
    ['a list twice', joined(wholePage, '\x12\x00'), 'it has the list of a list twice'],
    ['a packed list', joined(wholePage, '\x1a\x04gzip'), 'its list is encoded once more'],
    ['a number in its envelope', joined(wholePage, '\x28\x01'), 'a field that no list has'],
    ['something behind it', joined(wholePage, '\x2a\x05ab'), 'it broke off before its end'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => readPage(bytes)).toThrow(BrokenList);
    expect(() => readPage(bytes, 1)).toThrow(message);
  });

  it('is refused wherever it breaks off', () => {
    // The last two fields of the envelope are empty: nothing of the list is missing without them.
    for (let length = 0; length < wholePage.length - 4; length++) {
      expect(() => readPage(wholePage.subarray(0, length), 5)).toThrow('it broke off before its end');
    }
  });
});

describe('an object with impossible bytes', () => {
  it.each([
    ['a length beyond its end', ['\x0a\x7f'], 'a length that goes beyond the end'],
    ['a length of 2^40', ['\x0a\x80\x80\x80\x80\x80\x40'], 'a length that goes beyond the end'],
    ['a number beyond its end', ['\x50\x96'], 'a number that goes beyond the end'],
    ['a fixed number beyond its end', ['\x59ABC'], 'a number that goes beyond the end'],
    ['a number of 11 bytes', [`\x50${'\xff'.repeat(10)}\x01`], 'a number of more than 10 bytes'],
    ['a field number beyond 2^29', ['\xff\xff\xff\xff\xff\x01\x00'], 'a Namespace with a field that has no number'],
    ['the begin of a group', ['\x63'], 'the unknown wire type 3'],
    ['the end of a group', ['\x64'], 'the unknown wire type 4'],
    ['a wire type that does not exist', ['\x56'], 'the unknown wire type 6'],
    ['a field number 0', ['\x02\x00'], 'a Namespace with a field that has no number'],
    ['two of what it has once', [writtenNamespace('a'), writtenNamespace('b')], 'a second metadata in one message'],
    ['a name as a number', ['\x0a\x02\x08\x07'], 'a name of a ObjectMeta with the wire type 0'],
  ])('is refused: %s', (_, item, message) => {
    expect(() => readPage(pageOf(...item))).toThrow(BrokenList);
    expect(() => readPage(pageOf(...item))).toThrow(
      `object 1 of the page: it is not the protobuf that it says: ${message}`,
    );
  });

  it('is refused where it is longer than the list around it', () => {
    const list = joined('\x12\x7f', writtenNamespace('shop'));
    const type = wholePage.subarray(0, wholePage.indexOf('NamespaceList') + 13);
    const bytes = joined(type, writtenMessage(bytesField(2, list)), Buffer.alloc(200));
    expect(() => readPage(bytes)).toThrow('an object that goes beyond its list');
  });

  it('is refused before its bytes come where it is too large', () => {
    const list = joined('\x12\x80\x80\x80\x40');
    const type = wholePage.subarray(0, wholePage.indexOf('NamespaceList') + 13);
    expect(() => readPage(joined(type, '\x12\x80\x80\x80\x7f', list))).toThrow('an object is larger than 16 MiB');
  });

  it('is an error or an object, whichever bytes are damaged', () => {
    fc.assert(
      fc.property(
        fc.nat(wholePage.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 1, max: 40 }),
        (at, byte, size) => {
          const damaged = Buffer.from(wholePage);
          damaged[at] = byte;
          try {
            readPage(damaged, size);
          } catch (error) {
            expect(error).toBeInstanceOf(BrokenList);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
