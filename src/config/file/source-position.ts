import type { Json } from '../../model/json.ts';

/** Where a value stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value of a config file that knows where it stands. */
export type Located =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Located[]; readonly place: Place }
  | { readonly kind: 'mapping'; readonly entries: ReadonlyMap<string, Entry>; readonly place: Place };

export interface Entry {
  /** Where the key stands. */
  readonly place: Place;
  readonly value: Located;
}

export type Mapping = Extract<Located, { kind: 'mapping' }>;
export type Path = readonly PropertyKey[];

/** The value without its places; what `instead` holds for a node stands in its place. */
export const plain = (tree: Located, instead?: ReadonlyMap<Located, Json>): Json => {
  const other = instead?.get(tree);
  if (other !== undefined) return other;
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map((item) => plain(item, instead));
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value, instead)]));
};

/**
 * Two layers in order: mappings are merged key by key, everything else of the later one takes the place of the earlier. So
 * does a reference to a secret: `{ env }` over `{ file }` is the former, not both.
 */
export const merge = (earlier: Located, later: Located): Located =>
  earlier.kind === 'mapping' && later.kind === 'mapping' && !isReference(later) ? mergeMappings(earlier, later) : later;

/** The same for two mappings. */
export const mergeMappings = (earlier: Mapping, later: Mapping): Mapping => {
  const entries = new Map(earlier.entries);
  for (const [key, entry] of later.entries) {
    const before = entries.get(key);
    entries.set(key, before === undefined ? entry : { place: entry.place, value: merge(before.value, entry.value) });
  }
  return { kind: 'mapping', entries, place: later.place };
};

const isReference = ({ entries }: Mapping): boolean =>
  entries.size === 1 && ['env', 'file'].some((key) => entries.get(key)?.value.kind === 'scalar');

/** A mapping with those of its keys only that are wanted. */
export const keep = (mapping: Mapping, wanted: (key: string) => boolean): Mapping => ({
  ...mapping,
  entries: new Map([...mapping.entries].filter(([key]) => wanted(key))),
});

/** The value at a path, undefined when there is none. */
export const valueAt = (tree: Located | undefined, path: Path): Located | undefined =>
  path.reduce<Located | undefined>((node, step) => (node === undefined ? undefined : child(node, step)?.value), tree);

/** Where the key at a path stands, or the nearest thing above it that the files hold. */
export const placeAt = (tree: Located, path: Path): Place => {
  let place = tree.place;
  let node: Located | undefined = tree;
  for (const step of path) {
    const entry: Entry | undefined = node === undefined ? undefined : child(node, step);
    if (entry === undefined) return place;
    place = entry.place;
    node = entry.value;
  }
  return place;
};

const child = (node: Located, step: PropertyKey): Entry | undefined => {
  if (node.kind === 'mapping') return node.entries.get(String(step));
  const item = node.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
  return item === undefined ? undefined : { place: item.place, value: item };
};

/** A path for people: `services.api.checks.http-endpoint[1].url`. */
export const pathText = (path: Path): string =>
  path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? String(step) : `.${String(step)}`;
    })
    .join('');

/** `file:line:column`. */
export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
