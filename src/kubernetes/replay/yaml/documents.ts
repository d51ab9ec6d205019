import { BrokenList } from '../../lists/chunk-buffer.ts';
import type { ListEnvelope } from '../../lists/list-splitter.ts';
import type { DocumentHandlers, FileHandlers } from '../documents.ts';
import { readLines } from '../read-lines.ts';
import type { YamlParser } from './parser.ts';
import { createYamlSplitter, type YamlPart } from './split.ts';

/** Length of the texts that are parsed together: for fewer messages. */
const BATCH_LENGTH = 256 * 1024;

/**
 * Reads a file of YAML documents one after another, as kubectl writes them.
 *
 * @throws {BrokenList} when it is something else, or a list of it breaks off; what the handlers throw.
 */
export const readYamlDocuments = async (
  chunks: AsyncIterable<Buffer>,
  handlers: Pick<FileHandlers, 'document'>,
  parser: Pick<YamlParser, 'parse'>,
): Promise<void> => {
  const taker = createPartTaker(handlers);
  let batch: YamlPart[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const parts = batch;
    batch = [];
    length = 0;
    const values = await parser.parse(parts.map(({ text }) => text));
    for (const [index, part] of parts.entries()) taker.take(part, values[index] ?? 'null');
  };
  const splitter = createYamlSplitter((part) => {
    batch.push(part);
    length += part.text.length;
  });
  let isWhole = true;
  for await (const line of readLines(chunks)) {
    splitter.line(line.text.replace(/\r$/, ''));
    isWhole = line.isWhole;
    if (length > BATCH_LENGTH) await flush();
  }
  splitter.end();
  await flush();
  taker.end(isWhole);
};

/** Hands parsed parts to the handlers of their documents. */
const createPartTaker = ({ document }: Pick<FileHandlers, 'document'>) => {
  let current: DocumentHandlers | undefined;
  let count = 0;
  let endsInList = false;
  const endDocument = (handlers: DocumentHandlers, envelope: ListEnvelope, hadItems: boolean): void => {
    // kubectl writes `kind` behind the items.
    if (hadItems && envelope.kind === undefined) throw new BrokenList('it broke off before its end');
    for (const item of envelope.items ?? []) handlers.item(JSON.stringify(item));
    handlers.end(envelope.items ? { ...envelope, items: [] } : envelope);
    endsInList = hadItems;
    count++;
  };
  return {
    take: (part: YamlPart, json: string): void => {
      const handlers = current ?? document();
      current = handlers;
      if (part.kind === 'head') handlers.head?.(listHead(json));
      else if (part.kind === 'item') handlers.item(JSON.stringify(JSON.parse(json)[0]));
      else {
        endDocument(handlers, requireMapping(json), part.hadItems);
        current = undefined;
      }
    },
    end: (isWhole: boolean): void => {
      if (count === 0) throw new BrokenList('it is empty');
      if (endsInList && !isWhole) throw new BrokenList('it broke off before its end');
    },
  };
};

/** A document up to its items, as a reader of JSON would have read it. */
const listHead = (json: string): string => JSON.stringify({ ...JSON.parse(json), items: [] }).slice(0, -']}'.length);

const requireMapping = (json: string): ListEnvelope => {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BrokenList('it is neither JSON nor YAML of Kubernetes');
  return value as ListEnvelope;
};
