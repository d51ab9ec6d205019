import type { ViewName } from '../resources.ts';
import type { EncodedPage, Gathered, GatheredView, ViewProblem } from '../rows/cluster-data.ts';
import type { RowSink } from './sink.ts';

/** Puts the pages of every list together. A view that was not told to be done is not whole. */
export const createViewCollection = (views: readonly ViewName[]) => {
  const lists = new Map<string, EncodedPage[]>();
  const problems = new Map<ViewName, ViewProblem>();
  const whole = new Set<ViewName>();
  const drop = (view: ViewName) => {
    for (const key of lists.keys()) if (key.startsWith(`${view}/`)) lists.delete(key);
  };
  const sink: RowSink<EncodedPage> = {
    rows: (view, list, page) => {
      const key = `${view}/${list}`;
      const pages = lists.get(key) ?? [];
      pages.push(page);
      lists.set(key, pages);
    },
    restart: (view, list) => {
      lists.delete(`${view}/${list}`);
    },
    problem: (view, problem) => {
      problems.set(view, problem);
      drop(view);
    },
    done: (view) => {
      whole.add(view);
    },
  };
  const viewOf = (view: ViewName, lost: ViewProblem): GatheredView => {
    const problem = problems.get(view) ?? (whole.has(view) ? undefined : lost);
    if (problem !== undefined) return { problem };
    return { pages: [...lists].flatMap(([key, pages]) => (key.startsWith(`${view}/`) ? pages : [])) };
  };
  return {
    sink,
    /** All views; `lost` is what is wrong with one of which nothing more was heard. */
    views: (lost: ViewProblem): Gathered['views'] =>
      Object.fromEntries(views.map((view) => [view, viewOf(view, lost)])),
  };
};
