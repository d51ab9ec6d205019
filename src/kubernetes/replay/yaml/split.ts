import { BrokenList } from '../../lists/chunk-buffer.ts';

/** A part of a YAML file that can be parsed by itself. */
export type YamlPart =
  /** The items of a list begin: what stood before them. */
  | { readonly kind: 'head'; readonly text: string }
  /** A list of one item. */
  | { readonly kind: 'item'; readonly text: string }
  /** A document ended: what stands around its items, which are an empty list there. */
  | { readonly kind: 'end'; readonly text: string; readonly hadItems: boolean };

/** More than etcd takes of one object, which is 1.5 MiB. */
const MAX_PART_LENGTH = 2 * 1024 * 1024;

const DOCUMENT_MARK = /^(?:---|\.\.\.)(?=\s|$)/;
const ITEM_MARK = /^\s*-(?:\s|$)/;
const ITEMS_KEY = /^items:\s*(?:#.*)?$/;
const NO_CONTENT = /^\s*(?:#.*)?$/;
const DIRECTIVE = /^%/;

/** Joins lines, up to the size that is parsed at once. */
const createPart = () => {
  let lines: string[] = [];
  let length = 0;
  return {
    add: (line: string): void => {
      lines.push(line);
      length += line.length + 1;
      if (length > MAX_PART_LENGTH) throw new BrokenList('an object of it is larger than 2 MiB');
    },
    hasContent: (): boolean => lines.some((line) => !NO_CONTENT.test(line) && !DIRECTIVE.test(line)),
    text: (): string => lines.join('\n'),
    clear: (): void => {
      lines = [];
      length = 0;
    },
  };
};

/** Collects the items behind `items:`. */
const createItemCollector = (take: (part: YamlPart) => void) => {
  const item = createPart();
  /** How deep the items stand; undefined before the first. */
  let depth: number | undefined;
  const end = (): void => {
    if (item.hasContent()) take({ kind: 'item', text: item.text() });
    item.clear();
  };
  /** Blank lines, and what stands deeper than the items' own marks. */
  const isInside = (at: number): boolean => at < 0 || (depth !== undefined && at > depth);
  const begin = (line: string, at: number): void => {
    if (depth !== undefined && at < depth) throw new BrokenList('its items stand at different depths');
    end();
    depth = at;
    item.add(line);
  };
  return {
    /** Returns whether the line belongs to the items. */
    line: (line: string): boolean => {
      const at = line.search(/\S/);
      if (isInside(at)) item.add(line);
      else if (ITEM_MARK.test(line)) begin(line, at);
      else if (!NO_CONTENT.test(line)) {
        if (at > 0) throw new BrokenList('its items are not a list');
        return false;
      }
      return true;
    },
    end,
  };
};

/**
 * Cuts YAML, line by line, into documents, and a list of kubectl into its items: these are the lines behind `items:` that begin
 * with `-` at the same depth; all that belongs to an item stands deeper. So no more than one object is parsed at a time.
 */
export const createYamlSplitter = (take: (part: YamlPart) => void) => {
  const around = createPart();
  let items: ReturnType<typeof createItemCollector> | undefined;
  let hadItems = false;
  const endItems = (): void => {
    items?.end();
    items = undefined;
  };
  const endDocument = (): void => {
    endItems();
    if (around.hasContent()) take({ kind: 'end', text: around.text(), hadItems });
    around.clear();
    hadItems = false;
  };
  const beginItems = (): void => {
    if (hadItems) throw new BrokenList('it has items twice');
    take({ kind: 'head', text: around.text() });
    around.add('items: []');
    hadItems = true;
    items = createItemCollector(take);
  };
  return {
    line: (line: string): void => {
      if (DOCUMENT_MARK.test(line)) {
        endDocument();
        around.add(line.slice(3));
      } else if (items?.line(line) !== true) {
        endItems();
        if (ITEMS_KEY.test(line)) beginItems();
        else around.add(line);
      }
    },
    end: endDocument,
  };
};
