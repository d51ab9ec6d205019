import type { ViewName } from '../resources.ts';
import type { ClusterData, EncodedPage, GatheredView, ViewProblem } from '../rows/cluster-data.ts';
import { shortenRepeatedWords } from './repeated-words.ts';
import type { RowSink } from './sink.ts';

interface CollectedViews {
  readonly views: ClusterData['views'];
  readonly warnings: readonly string[];
}

/** Collects the pages of the views. A view without `done` is not whole, and becomes a problem. */
export const createViewCollection = (views: readonly ViewName[]) => {
  const lists = new Map<string, EncodedPage[]>();
  const problems = new Map<ViewName, ViewProblem>();
  const complete = new Set<ViewName>();
  const dropPages = (view: ViewName) => {
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
      dropPages(view);
    },
    done: (view) => {
      complete.add(view);
    },
  };
  const viewOf = (view: ViewName, problem: ViewProblem | undefined): GatheredView => {
    if (problem !== undefined) return { problem };
    return { pages: [...lists].flatMap(([key, pages]) => (key.startsWith(`${view}/`) ? pages : [])) };
  };
  return {
    sink,
    /** All views; `lost` is the problem of those that were not done. What a server says of many is in `warnings`, once. */
    end: (lost: ViewProblem): CollectedViews => {
      for (const view of views) if (!problems.has(view) && !complete.has(view)) problems.set(view, lost);
      const { problems: shortened, warnings } = shortenRepeatedWords(problems);
      return { views: Object.fromEntries(views.map((view) => [view, viewOf(view, shortened.get(view))])), warnings };
    },
  };
};
