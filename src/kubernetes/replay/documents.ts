import { BrokenList } from '../lists/chunk-buffer.ts';
import {
  createListSplitter,
  type ListEnvelope,
  type ListSplitter,
  type SplitHandlers,
} from '../lists/list-splitter.ts';

/** What is done with one JSON document of a file. */
export interface DocumentHandlers extends SplitHandlers {
  end(envelope: ListEnvelope): void;
}

export interface FileHandlers {
  /** A document begins. */
  document(): DocumentHandlers;
  /** A line of a container's log, in the form of `kubectl cluster-info dump`. */
  log(target: { readonly namespace: string; readonly pod: string; readonly container: string }, line: string): void;
}

const OPEN_OBJECT = 123;
const LINE_FEED = 10;
const LOG_START_PATTERN = /^==== START logs for container (\S+) of pod ([^\s/]+)\/(\S+) ====$/;
const LOG_END_PATTERN = /^==== END logs for container /;

const isSpace = (byte: number) => byte === 32 || byte === LINE_FEED || byte === 13 || byte === 9;

/** Where the next document or line begins. */
const skipSpace = (chunk: Buffer, from: number): number => {
  let at = from;
  while (at < chunk.length && isSpace(chunk[at] as number)) at++;
  return at;
};

/** Lines between documents: what a dump to standard output mixes into them. */
const createTextReader = (log: FileHandlers['log']) => {
  let open: Parameters<FileHandlers['log']>[0] | undefined;
  let line = '';
  const header = (text: string) => {
    const [, container, namespace, pod] = LOG_START_PATTERN.exec(text) ?? [];
    if (!container || !namespace || !pod) throw new BrokenList('it is no JSON');
    return { namespace, pod, container };
  };
  const finish = (text: string) => {
    if (open === undefined) open = header(text);
    else if (LOG_END_PATTERN.test(text)) open = undefined;
    else log(open, text);
  };
  const between = () => line === '' && open === undefined;
  const readLine = (chunk: Buffer, from: number): number => {
    const feed = chunk.indexOf(LINE_FEED, from);
    line += chunk.toString('latin1', from, feed < 0 ? chunk.length : feed);
    if (feed < 0) return chunk.length;
    finish(Buffer.from(line, 'latin1').toString());
    line = '';
    return feed + 1;
  };
  return {
    /** The index of the next document's first byte, or the chunk's length. */
    take: (chunk: Buffer, from: number): number => {
      let at = from;
      while (at < chunk.length) {
        if (between()) at = skipSpace(chunk, at);
        if (at === chunk.length || (between() && chunk[at] === OPEN_OBJECT)) return at;
        at = readLine(chunk, at);
      }
      return at;
    },
    end: () => {
      if (!between()) throw new BrokenList('it broke off before its end');
    },
  };
};

/** The document that is open, if one is. */
const createDocumentReader = (handlers: FileHandlers) => {
  let current: { readonly splitter: ListSplitter; readonly handlers: DocumentHandlers } | undefined;
  let count = 0;
  const begin = () => {
    const document = handlers.document();
    count++;
    return { handlers: document, splitter: createListSplitter(document) };
  };
  return {
    isOpen: () => current !== undefined,
    push: (chunk: Buffer): number => {
      current ??= begin();
      const used = current.splitter.push(chunk);
      if (!current.splitter.done) return used;
      current.handlers.end(current.splitter.end());
      current = undefined;
      return used;
    },
    end: () => {
      if (current !== undefined || count === 0) throw new BrokenList('it broke off before its end');
    },
  };
};

/**
 * Reads a file of JSON documents one after another, as kubectl writes them, with logs between.
 *
 * @throws {BrokenList} when it breaks off or is something else; what the handlers throw.
 */
export const readDocuments = async (chunks: AsyncIterable<Buffer>, handlers: FileHandlers): Promise<void> => {
  const text = createTextReader(handlers.log);
  const document = createDocumentReader(handlers);
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (!document.isOpen()) at = text.take(chunk, at);
      if (at < chunk.length) at += document.push(chunk.subarray(at));
    }
  }
  text.end();
  document.end();
};
