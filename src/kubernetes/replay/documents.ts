import { BrokenList } from '../lists/chunk-buffer.ts';
import { isJsonSpace, LINE_FEED, OPEN_OBJECT } from '../lists/json-bytes.ts';
import {
  createListSplitter,
  type ListEnvelope,
  type ListSplitter,
  type SplitHandlers,
} from '../lists/list-splitter.ts';

/** Takes one JSON document of a file. */
export interface DocumentHandlers extends SplitHandlers {
  end(envelope: ListEnvelope): void;
}

export interface FileHandlers {
  /** Returns the handlers of the document that begins. */
  document(): DocumentHandlers;
  /** Takes a line of a container's log, as `kubectl cluster-info dump` writes it between documents. */
  log(target: { readonly namespace: string; readonly pod: string; readonly container: string }, line: string): void;
}

const LOG_START_PATTERN = /^==== START logs for container (\S+) of pod ([^\s/]+)\/(\S+) ====$/;
/** Of a container's log. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

const LOG_END_PATTERN = /^==== END logs for container /;

/** The index of the next byte that is not space, or the chunk's length. */
const skipSpace = (chunk: Buffer, from: number): number => {
  let at = from;
  while (at < chunk.length && isJsonSpace(chunk[at] as number)) at++;
  return at;
};

/** Reads the lines between documents: the logs that a dump to standard output mixes into them. */
const createTextReader = (log: FileHandlers['log']) => {
  let container: Parameters<FileHandlers['log']>[0] | undefined;
  let line = '';
  const parseStart = (text: string) => {
    const [, name, namespace, pod] = LOG_START_PATTERN.exec(text) ?? [];
    if (!name || !namespace || !pod) throw new BrokenList('it is not JSON');
    return { namespace, pod, container: name };
  };
  const takeLine = (text: string) => {
    if (container === undefined) container = parseStart(text);
    else if (LOG_END_PATTERN.test(text)) container = undefined;
    else log(container, text);
  };
  const isBetweenLogs = () => line === '' && container === undefined;
  const readLine = (chunk: Buffer, from: number): number => {
    const feed = chunk.indexOf(LINE_FEED, from);
    line += chunk.toString('latin1', from, feed < 0 ? chunk.length : feed);
    if (line.length > MAX_LINE_LENGTH) throw new BrokenList('a line between its documents has no end');
    if (feed < 0) return chunk.length;
    takeLine(Buffer.from(line, 'latin1').toString());
    line = '';
    return feed + 1;
  };
  return {
    /** Returns the index of the next document's first byte, or the chunk's length. */
    take: (chunk: Buffer, from: number): number => {
      let at = from;
      while (at < chunk.length) {
        if (isBetweenLogs()) at = skipSpace(chunk, at);
        if (at === chunk.length || (isBetweenLogs() && chunk[at] === OPEN_OBJECT)) return at;
        at = readLine(chunk, at);
      }
      return at;
    },
    end: () => {
      if (!isBetweenLogs()) throw new BrokenList('it broke off before its end');
    },
  };
};

/** Reads one document after another. */
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
