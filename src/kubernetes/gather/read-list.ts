import { type ApiClient, isProtobuf } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import { createJsonPage } from '../lists/json-page.ts';
import type { PageHandlers, PageReader } from '../lists/page-reader.ts';
import type { Message } from '../protobuf/message.ts';
import { createProtobufPage } from '../protobuf/protobuf-page.ts';

/** A list to read, and what is done with its objects. */
export interface ListRequest {
  /** Of the list on the API server, without a query. */
  readonly path: string;
  /** Of the list: `PodList`. */
  readonly kind: string;
  /** `apps/v1`. */
  readonly apiVersion: string;
  /** How its objects are read from protobuf; without it JSON is asked for. */
  readonly message?: Message<object> | undefined;
  /** Which objects the API server leaves in: `type=Warning`. */
  readonly fieldSelector?: string;
  /** Returns the row of an object. */
  readonly row: (object: object) => unknown;
  /** Takes the rows of one whole page. */
  readonly page: (rows: readonly unknown[]) => void | Promise<void>;
  /** Drops all rows so far: the list is read again from its start. */
  readonly restart: () => void | Promise<void>;
}

const PAGE_SIZE = 500;
/** A million objects: more than any cluster has of one kind. */
const MAX_PAGES = 2_000;
/** A server may ignore the limit of a page and send the whole list at once. */
const MAX_ROWS = 1_000_000;

interface ListPage {
  readonly rows: readonly unknown[];
  readonly next: string | undefined;
}

/**
 * Reads a list to its end, page by page. The next page is requested as soon as its token was seen, while this one still
 * arrives. When a token has expired (410), the list is read again from its start, once.
 *
 * @throws {ApiFailure} when it cannot be read whole: then no row of it may be judged.
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
  const prefetch = createPagePrefetch((token) => readPage(client, request, token, prefetch.announce));
  let token: string | undefined;
  for (let count = 1; ; count++) {
    const { rows, next } = await prefetch.take(token);
    await request.page(rows);
    if (next === undefined) return;
    if (next === token || count === MAX_PAGES) throw new ApiFailure('broken', 'the list has no end');
    token = next;
  }
};

/** Reads one page ahead, and not more, for the memory that a waiting page takes. */
const createPagePrefetch = (read: (token: string | undefined) => Promise<ListPage>) => {
  let current: string | undefined;
  let announced: string | undefined;
  let next: { readonly token: string; readonly page: Promise<ListPage> } | undefined;
  const begin = (token: string) => {
    const page = read(token);
    // It may fail before it is awaited.
    page.catch(() => undefined);
    next = { token, page };
  };
  return {
    /** Takes the token of the page after the one that was read by `previous`. */
    announce: (token: string, previous: string | undefined): void => {
      if (previous === current && next?.token !== token) begin(token);
      else announced = token;
    },
    take: async (token: string | undefined): Promise<ListPage> => {
      const page = next !== undefined && next.token === token ? next.page : read(token);
      next = undefined;
      current = token;
      if (announced !== undefined) begin(announced);
      announced = undefined;
      return page;
    },
  };
};

const readPage = (
  client: ApiClient,
  request: ListRequest,
  token: string | undefined,
  announce: (next: string, previous: string | undefined) => void,
): Promise<ListPage> => {
  const query = new URLSearchParams({
    limit: String(PAGE_SIZE),
    ...(request.fieldSelector !== undefined && { fieldSelector: request.fieldSelector }),
    ...(token !== undefined && { continue: token }),
  });
  const get = request.message === undefined ? client.get : client.getProtobuf;
  return get(`${request.path}?${query}`, async (bytes, contentType) => {
    const rows: unknown[] = [];
    const page = createPage(request, contentType, {
      item: (object) => {
        if (rows.push(request.row(object)) > MAX_ROWS) throw new BrokenList('the page has no end');
      },
      token: (next) => announce(next, token),
    });
    for await (const chunk of bytes) page.push(chunk);
    return { rows, next: page.end() };
  });
};

/** By the type of what was sent: a server or a proxy may send JSON whatever was asked for. */
const createPage = (request: ListRequest, contentType: string | undefined, handlers: PageHandlers): PageReader => {
  const { kind, apiVersion, message } = request;
  return message !== undefined && isProtobuf(contentType)
    ? createProtobufPage({ kind, apiVersion, message }, handlers)
    : createJsonPage(kind, handlers);
};
