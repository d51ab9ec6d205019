import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import type { ViewName } from '../resources.ts';
import type { AnnotatedRow, ClusterData, EncodedPage, GatheredView, LoadedViews } from './cluster-data.ts';
import { clearInterned } from './intern.ts';
import { internRows } from './intern-rows.ts';
import { keptRows } from './kept-rows.ts';
import { keepPresentFields } from './present-fields.ts';

/** Loads zlib with the first rows: a run of probes alone has none. */
const loadZlib = () => process.getBuiltinModule('node:zlib');

/**
 * Serializes and compresses the rows of a page. Objects that they share are shared again after {@link decodePage}. The bytes
 * are copied out of zlib's buffer, 64 KiB however small the page, all of which would travel and stay with them.
 */
export const encodePage = (rows: readonly unknown[]): EncodedPage => ({
  bytes: takeBytes(
    serialize(keepPresentFields(rows)),
    (whole) => new Uint8Array(loadZlib().deflateRawSync(whole, { level: 1 })),
  ),
  count: rows.length,
  annotated: (rows as readonly AnnotatedRow[]).flatMap(({ ref, ignore }) =>
    ref === undefined || ignore === undefined ? [] : [{ ref, ignore }],
  ),
  namespaces: [...new Set((rows as readonly AnnotatedRow[]).map(({ ref }) => ref?.namespace ?? ''))],
});

/** The rows of a page. */
export const decodePage = ({ bytes }: EncodedPage): readonly unknown[] =>
  takeBytes(loadZlib().inflateRawSync(bytes), deserialize);

/**
 * What `use` makes of bytes that nobody else has; they are given back to the system at once: V8 lets 64 MB of them pile up before
 * it looks for garbage.
 */
const takeBytes = <T>(bytes: Buffer<ArrayBuffer>, use: (bytes: Buffer) => T): T => {
  const made = use(bytes);
  if (bytes.byteLength === bytes.buffer.byteLength) bytes.buffer.transfer(0);
  return made;
};

/** Yields the rows of a view, decoding a page at a time; none when it could not be read. */
export function* iterateRows(view: GatheredView): Generator<unknown> {
  if ('rows' in view) yield* view.rows;
  if ('pages' in view) for (const page of view.pages) yield* decodePage(page);
}

/** The view without its pages in which no row is of these namespaces: they need not be decoded. */
export const pagesIn = (view: GatheredView, namespaces: ReadonlySet<string>): GatheredView =>
  'pages' in view
    ? { ...view, pages: view.pages.filter((page) => page.namespaces.some((name) => namespaces.has(name))) }
    : view;

/** The number of rows of a view, without decoding them. */
export const countRows = (view: GatheredView): number => {
  if ('rows' in view) return view.rows.length;
  return 'pages' in view ? view.pages.reduce((sum, { count }) => sum + count, 0) : 0;
};

/**
 * The rows of all views, with equal parts stored once: those that this thread has read, or else decoded. Yields to the event loop
 * after each page.
 */
export const loadViews = async (views: ClusterData['views']): Promise<LoadedViews> => {
  const opened: [string, LoadedViews[ViewName]][] = [];
  for (const [name, view] of Object.entries(views)) opened.push([name, await loadView(name as ViewName, view)]);
  clearInterned();
  return Object.fromEntries(opened);
};

const loadView = async (name: ViewName, view: GatheredView): Promise<LoadedViews[ViewName]> => {
  if (!('pages' in view)) return view as LoadedViews[ViewName];
  const { pages, notes } = view;
  const rows = keptRows(name, countRows(view)) ?? (await decodePages(pages));
  return { rows: rows as never, ...(notes === undefined ? {} : { notes }) };
};

const decodePages = async (pages: readonly EncodedPage[]): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  for (const page of pages) {
    const decoded = decodePage(page);
    internRows(decoded);
    for (const row of decoded) rows.push(row);
    await yieldToEvents();
  }
  return rows;
};
