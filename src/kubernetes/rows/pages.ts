import { setImmediate as turn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import type { ViewName } from '../resources.ts';
import type { Annotated, EncodedPage, Gathered, GatheredView, OpenViews } from './cluster-data.ts';
import { clearInterned } from './intern.ts';
import { internRows } from './intern-rows.ts';

/** Loaded when there are rows: a run of probes alone has none. */
const loadZlib = () => process.getBuiltinModule('node:zlib');

/** The rows of a page, packed. What they have in common within the page is stored once, and found so by {@link decodePage}. */
export const encodePage = (rows: readonly unknown[]): EncodedPage => ({
  bytes: loadZlib().deflateRawSync(serialize(rows), { level: 1 }),
  count: rows.length,
  annotated: (rows as readonly Annotated[]).flatMap(({ ref, ignore }) =>
    ref === undefined || ignore === undefined ? [] : [{ ref, ignore }],
  ),
});

const decodePage = ({ bytes }: EncodedPage): readonly unknown[] => deserialize(loadZlib().inflateRawSync(bytes));

/** The rows of a view one after another, a page at a time; none of one that could not be read. */
export function* rowsOf(view: GatheredView): Generator<unknown> {
  if ('rows' in view) yield* view.rows;
  if ('pages' in view) for (const page of view.pages) yield* decodePage(page);
}

/** How many rows a view has. */
export const countOf = (view: GatheredView): number => {
  if ('rows' in view) return view.rows.length;
  return 'pages' in view ? view.pages.reduce((sum, { count }) => sum + count, 0) : 0;
};

/** The views with their rows unpacked; what rows have in common is stored once. Lets others have a turn after each page. */
export const openViews = async (views: Gathered['views']): Promise<OpenViews> => {
  const opened: [string, OpenViews[ViewName]][] = [];
  for (const [name, view] of Object.entries(views)) opened.push([name, await loadView(view)]);
  clearInterned();
  return Object.fromEntries(opened);
};

const loadView = async (view: GatheredView): Promise<OpenViews[ViewName]> => {
  if (!('pages' in view)) return view as OpenViews[ViewName];
  const { pages, notes } = view;
  const rows: unknown[] = [];
  for (const page of pages) {
    const more = decodePage(page);
    internRows(more);
    for (const row of more) rows.push(row);
    await turn();
  }
  return { rows: rows as never, ...(notes === undefined ? {} : { notes }) };
};
