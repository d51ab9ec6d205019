import { BrokenList, createChunkBuffer } from './chunk-buffer.ts';
import { createEnvelopeScanner } from './envelope-scanner.ts';
import { createItemScanner } from './item-scanner.ts';

/** Cuts the items out of the bytes of a list before decoding, so that no more than one object is parsed at a time. */
export interface ListSplitter {
  /**
   * Takes the next bytes. Returns how many belong to the document: less than given when it ended among them.
   *
   * @throws {BrokenList} when they cannot be part of a list.
   */
  push(chunk: Buffer): number;
  /** True after the document's last bracket. */
  readonly done: boolean;
  /**
   * Returns the document without its items, parsed. To be called after all bytes.
   *
   * @throws {BrokenList} when the document did not end, or is not a JSON object.
   */
  end(): ListEnvelope;
}

/** A list without its items: `items` is an empty array, or what the document had in the place of a list. */
export interface ListEnvelope {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly items?: readonly never[] | null;
  readonly metadata?: { readonly continue?: string; readonly remainingItemCount?: number };
  readonly [key: string]: unknown;
}

export interface SplitHandlers {
  /** Takes the JSON text of one item; its `managedFields` may be missing. */
  item(text: string): void;
  /** Takes the text before the items, as soon as they begin: it may hold the token of the next page. */
  head?(text: string): void;
}

const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;

const parseEnvelope = (text: string): ListEnvelope => {
  const envelope: unknown = JSON.parse(text);
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) throw new Error('no object');
  return envelope as ListEnvelope;
};

/** Creates a splitter for one document. */
export const createListSplitter = (handlers: SplitHandlers): ListSplitter => {
  const envelope = createChunkBuffer(MAX_ENVELOPE_BYTES, 'what stands around the items');
  const scanEnvelope = createEnvelopeScanner();
  const scanItems = createItemScanner(handlers.item);
  let state: 'envelope' | 'items' | 'done' = 'envelope';
  const pushEnvelope = (chunk: Buffer, from: number): number => {
    const { at, stop } = scanEnvelope(chunk, from);
    envelope.add(chunk.subarray(from, at));
    if (stop === 'end') state = 'done';
    if (stop === 'items') {
      state = 'items';
      handlers.head?.(envelope.text());
    }
    return at;
  };
  const pushItems = (chunk: Buffer, from: number): number => {
    const { at, ended } = scanItems(chunk, from);
    if (ended) state = 'envelope';
    return at;
  };
  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length && state !== 'done')
        at = state === 'items' ? pushItems(chunk, at) : pushEnvelope(chunk, at);
      return at;
    },
    get done() {
      return state === 'done';
    },
    end: () => {
      if (state !== 'done') throw new BrokenList('it broke off before its end');
      try {
        return parseEnvelope(envelope.take().toString());
      } catch (cause) {
        throw new BrokenList('it is not a JSON object', { cause });
      }
    },
  };
};
