import type { ApiClient } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import { createListSplitter, type ListEnvelope } from '../lists/list-splitter.ts';

/** A list to be read: its address, and what is done with its objects. */
export interface ListRequest {
  /** Without a query. */
  readonly path: string;
  /** `PodList`. */
  readonly kind: string;
  /** The row of an object, from its JSON text. */
  readonly row: (text: string) => unknown;
  /** Takes the rows of a page that was read to its end. */
  readonly page: (rows: readonly unknown[]) => void | Promise<void>;
  /** What was handed over is void: the list begins anew. */
  readonly restart: () => void | Promise<void>;
}

const PAGE_SIZE = 500;
/** Beyond any cluster: a million objects of one kind. */
const MAX_PAGES = 2_000;
/** A server may ignore the limit and send all; but not for ever. */
const MAX_ROWS = 1_000_000;

interface ListPage {
  readonly rows: readonly unknown[];
  readonly next: string | undefined;
}

/**
 * Reads a list to its end, page by page; the next page is asked for as soon as its token was seen, while this one is
 * still coming. A token that expired (410) makes it begin anew, once.
 *
 * @throws {ApiFailure} when it cannot be read whole: then nothing of it may be judged.
 */
export const readList = async (client: ApiClient, request: ListRequest): Promise<void> => {
  try {
    await readPages(client, request);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 410) throw error;
    await request.restart();
    await readPages(client, request);
  }
};

const readPages = async (client: ApiClient, request: ListRequest): Promise<void> => {
  const ahead = createPagePrefetch((token) => readPage(client, request, token, ahead.ask));
  let token: string | undefined;
  for (let count = 1; ; count++) {
    const { rows, next } = await ahead.take(token);
    await request.page(rows);
    if (next === undefined) return;
    if (next === token || count === MAX_PAGES) throw new ApiFailure('broken', 'the list has no end');
    token = next;
  }
};

/** One page is read ahead, not more: what waits costs memory. */
const createPagePrefetch = (read: (token: string | undefined) => Promise<ListPage>) => {
  let current: string | undefined;
  let wanted: string | undefined;
  let early: { readonly token: string; readonly page: Promise<ListPage> } | undefined;
  const begin = (token: string) => {
    const page = read(token);
    // It may fail before anybody waits for it.
    page.catch(() => undefined);
    early = { token, page };
  };
  return {
    /** `token` follows the page that was asked for by `by`. */
    ask: (token: string, by: string | undefined): void => {
      if (by === current && early?.token !== token) begin(token);
      else wanted = token;
    },
    take: async (token: string | undefined): Promise<ListPage> => {
      const page = early !== undefined && early.token === token ? early.page : read(token);
      early = undefined;
      current = token;
      if (wanted !== undefined) begin(wanted);
      wanted = undefined;
      return page;
    },
  };
};

const readPage = (
  client: ApiClient,
  request: ListRequest,
  token: string | undefined,
  ask: (next: string, by: string | undefined) => void,
): Promise<ListPage> => {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(token !== undefined && { continue: token }) });
  return client.get(`${request.path}?${query}`, async (bytes) => {
    const rows: unknown[] = [];
    const splitter = createListSplitter({
      item: (text) => {
        if (rows.push(request.row(text)) > MAX_ROWS) throw new BrokenList('the page has no end');
      },
      head: (text) => {
        const next = parseContinueToken(text);
        if (next !== undefined) ask(next, token);
      },
    });
    for await (const chunk of bytes) if (!splitter.done) splitter.push(chunk);
    const envelope = splitter.end();
    requireListKind(envelope, request.kind);
    return { rows, next: envelope.metadata?.continue || undefined };
  });
};

/** The token out of what stands before the items; undefined when it stands behind them, or there is none. */
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
