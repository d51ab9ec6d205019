import { BrokenList } from '../lists/chunk-buffer.ts';
import type { PageHandlers, PageReader } from '../lists/page-reader.ts';
import type { Cursor } from './cursor.ts';
import { createFieldCutter } from './field-cutter.ts';
import { text } from './fields.ts';
import { type Message, message, readMessage } from './message.ts';
import { readText } from './read-text.ts';
import { listMeta } from './tables/meta-v1.ts';

/** A list of objects of one kind, and how they are read. */
export interface ProtobufList {
  /** Of the list: `PodList`. */
  readonly kind: string;
  /** `apps/v1`: in another version fields may have other numbers. */
  readonly apiVersion: string;
  readonly message: Message<object>;
}

/** Fields of the envelope, and of every list. */
const [TYPE_META, RAW, CONTENT_ENCODING] = [1, 2, 3];
const [LIST_META, ITEM] = [1, 2];

const typeMeta = message('TypeMeta', { apiVersion: text.required(1), kind: text.required(2) });

/**
 * Reads a page that is sent as protobuf: an envelope (`runtime.Unknown`) around the list, of which no more than one object is held
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding).
 */
export const createProtobufPage = (list: ProtobufList, { item, token }: PageHandlers): PageReader => {
  const seen = { type: false, list: false, meta: false };
  let count = 0;
  let next: string | undefined;
  const first = (part: keyof typeof seen) => {
    if (seen[part]) throw new BrokenList(`it has the ${part} of a list twice`);
    seen[part] = true;
  };
  const takeItem = (cursor: Cursor) => {
    count++;
    try {
      item(readMessage(cursor, list.message));
    } catch (error) {
      if (!(error instanceof BrokenList)) throw error;
      throw new BrokenList(`object ${count} of the page: ${error.message}`, { cause: error });
    }
  };
  const cutter = createFieldCutter(RAW, {
    envelope: (number, cursor) => {
      if (number === TYPE_META) {
        first('type');
        requireType(readMessage(cursor, typeMeta), list);
      } else if (number === RAW) {
        first('list');
        if (!seen.type) throw new BrokenList('its list comes before its type');
      } else if (number === CONTENT_ENCODING && readText(cursor) !== '') {
        throw new BrokenList('its list is encoded once more');
      }
    },
    content: (number, cursor) => {
      if (number === ITEM) return takeItem(cursor);
      if (number !== LIST_META) return;
      first('meta');
      next = readMessage(cursor, listMeta).continue;
      if (next !== undefined) token(next);
    },
  });
  return {
    push: cutter.push,
    end: () => {
      if (!cutter.isWhole() || !seen.list) throw new BrokenList('it broke off before its end');
      return next;
    },
  };
};

const requireType = (sent: { readonly apiVersion: string; readonly kind: string }, list: ProtobufList): void => {
  if (sent.kind !== list.kind)
    throw new BrokenList(`it sent a ${sent.kind || 'thing without a kind'} instead of a ${list.kind}`);
  if (sent.apiVersion !== list.apiVersion)
    throw new BrokenList(`it sent a ${list.kind} of ${sent.apiVersion || 'no version'} instead of ${list.apiVersion}`);
};
