import { BrokenList, createChunkBuffer } from './chunk-buffer.ts';
import { createNesting, skipNested, skipString } from './json-scanner.ts';
import { stripManagedFields } from './strip-managed-fields.ts';

/**
 * Cuts the items out of the bytes of a list, so that no more than one object is parsed at a time. Bytes are not
 * decoded before: quotes, backslashes and brackets are single bytes in UTF-8 and never part of another character.
 */
export interface ListSplitter {
  /**
   * Takes the next bytes. Returns how many belong to the document: less than given when it ended.
   *
   * @throws {BrokenList}
   */
  push(chunk: Buffer): number;
  /** True when the document's last bracket was seen. */
  readonly done: boolean;
  /**
   * The document without its items, parsed. To be called when all bytes were given.
   *
   * @throws {BrokenList} when it did not end, or is no JSON object.
   */
  end(): ListEnvelope;
}

/** What stands around the items. `items` is an empty array here, or what stood there instead of a list. */
export interface ListEnvelope {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly items?: readonly never[] | null;
  readonly metadata?: { readonly continue?: string; readonly remainingItemCount?: number };
  readonly [key: string]: unknown;
}

export interface SplitHandlers {
  /** The JSON text of one item; `managedFields` may be missing in it. */
  item(text: string): void;
  /** What stands before the items, as text: the next page can be asked for already. */
  head?(text: string): void;
}

const QUOTE = 34;
const COLON = 58;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COMMA = 44;

/** An object in etcd is at most 1.5 MB; what is merged from others may be more. */
const MAX_ITEM_BYTES = 16 * 1024 * 1024;
const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;

const isSpace = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** Reads what stands around the items; `entered` tells that their list begins. */
const createEnvelopeScanner = (seen: { items: boolean }) => {
  const nesting = createNesting();
  let word = '';
  let key = '';
  const text = (chunk: Buffer, at: number): number => {
    const end = skipString(chunk, at, nesting);
    if (nesting.depth === 1) word += chunk.toString('latin1', at, nesting.inString ? end : end - 1);
    return end;
  };
  const open = (byte: number): 'items' | undefined => {
    nesting.depth++;
    if (byte !== OPEN_ARRAY || nesting.depth !== 2 || key !== 'items') return undefined;
    if (seen.items) throw new BrokenList('it has two lists of items');
    seen.items = true;
    return 'items';
  };
  const close = (): 'end' | undefined => (--nesting.depth <= 0 ? 'end' : undefined);
  const one = (byte: number): 'items' | 'end' | undefined => {
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        return open(byte);
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return close();
      case QUOTE:
        nesting.inString = true;
        word = '';
        return undefined;
      case COLON:
        if (nesting.depth === 1) key = word;
        return undefined;
      default:
        return undefined;
    }
  };
  return (chunk: Buffer, from: number): { at: number; met?: 'items' | 'end' } => {
    let at = from;
    while (at < chunk.length) {
      if (nesting.inString) at = text(chunk, at);
      else {
        const met = one(chunk[at++] as number);
        if (met !== undefined) return { at, met };
      }
    }
    return { at };
  };
};

/** Reads the items between their brackets; tells when the list ends. */
const createItemScanner = (emit: (text: string) => void) => {
  const nesting = createNesting();
  const item = createChunkBuffer(MAX_ITEM_BYTES, 'an object');
  const within = (chunk: Buffer, from: number): number => {
    const at = skipNested(chunk, from, nesting);
    item.add(chunk.subarray(from, at));
    if (nesting.depth === 0) emit(stripManagedFields(item.take()));
    return at;
  };
  const between = (chunk: Buffer, from: number): number => {
    const byte = chunk[from] as number;
    if (byte === OPEN_OBJECT) return within(chunk, from);
    if (byte === COMMA || isSpace(byte)) return from + 1;
    throw new BrokenList('an item is no object');
  };
  return (chunk: Buffer, from: number): { at: number; ended: boolean } => {
    let at = from;
    while (at < chunk.length) {
      if (nesting.depth > 0) at = within(chunk, at);
      else if (chunk[at] === CLOSE_ARRAY) return { at, ended: true };
      else at = between(chunk, at);
    }
    return { at, ended: false };
  };
};

const parseEnvelope = (text: string): ListEnvelope => {
  const envelope: unknown = JSON.parse(text);
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) throw new Error('no object');
  return envelope as ListEnvelope;
};

/** A splitter for one document. */
export const createListSplitter = (handlers: SplitHandlers): ListSplitter => {
  const around = createChunkBuffer(MAX_ENVELOPE_BYTES, 'what stands around the items');
  const seen = { items: false };
  const outer = createEnvelopeScanner(seen);
  const inner = createItemScanner(handlers.item);
  let place: 'outside' | 'items' | 'done' = 'outside';
  const beside = (chunk: Buffer, from: number): number => {
    const { at, met } = outer(chunk, from);
    around.add(chunk.subarray(from, at));
    if (met === 'end') place = 'done';
    if (met === 'items') {
      place = 'items';
      handlers.head?.(around.text());
    }
    return at;
  };
  const inside = (chunk: Buffer, from: number): number => {
    const { at, ended } = inner(chunk, from);
    if (ended) place = 'outside';
    return at;
  };
  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length && place !== 'done') at = place === 'items' ? inside(chunk, at) : beside(chunk, at);
      return at;
    },
    get done() {
      return place === 'done';
    },
    end: () => {
      if (place !== 'done') throw new BrokenList('it broke off before its end');
      try {
        return parseEnvelope(around.take().toString());
      } catch (cause) {
        throw new BrokenList('it is no JSON object', { cause });
      }
    },
  };
};
