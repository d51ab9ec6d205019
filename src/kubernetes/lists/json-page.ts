import { BrokenList } from './chunk-buffer.ts';
import { createListSplitter, type ListEnvelope } from './list-splitter.ts';
import type { PageHandlers, PageReader } from './page-reader.ts';

/** Reads a page that is sent as JSON. `kind` is that of the list: `PodList`. */
export const createJsonPage = (kind: string, { item, token }: PageHandlers): PageReader => {
  const splitter = createListSplitter({
    item: (text) => item(JSON.parse(text) as object),
    head: (text) => {
      const next = parseContinueToken(text);
      if (next !== undefined) token(next);
    },
  });
  return {
    push: (chunk) => {
      if (!splitter.done) splitter.push(chunk);
    },
    end: () => {
      const envelope = splitter.end();
      requireListKind(envelope, kind);
      return envelope.metadata?.continue || undefined;
    },
  };
};

/** The token of the next page in the text before the items; undefined when it follows them, or there is none. */
const parseContinueToken = (head: string): string | undefined => {
  try {
    return (JSON.parse(`${head}]}`) as ListEnvelope).metadata?.continue || undefined;
  } catch {
    return undefined;
  }
};

const requireListKind = ({ kind, items }: ListEnvelope, wanted: string): void => {
  if (kind !== wanted) throw new BrokenList(`it sent a ${kind ?? 'thing without a kind'} instead of a ${wanted}`);
  if (items === undefined) throw new BrokenList(`it sent a ${wanted} without items`);
};
