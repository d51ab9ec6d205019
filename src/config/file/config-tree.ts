import { type JsonObject, mergeMappings, valueAt } from './json-tree.ts';
import type { ConfigPath, SourcePosition } from './source-position.ts';

/** One config file as it was parsed. */
export interface ConfigDocument {
  readonly value: JsonObject;
  /** Position of the key at a path, or of its value; undefined when the file has no such path. */
  readonly positionAt: (path: ConfigPath, part: 'key' | 'value') => SourcePosition | undefined;
}

/** The config files, merged. */
export interface ConfigTree {
  readonly value: JsonObject;
  /** In the order in which they were merged. */
  readonly documents: readonly ConfigDocument[];
}

export const mergeDocuments = (documents: readonly ConfigDocument[]): ConfigTree => ({
  value: documents.map(({ value }) => value).reduce(mergeMappings, {}),
  documents,
});

/** Position of the key at a path, or of the nearest one above it that the files have; undefined without a file. */
export const keyPosition = (tree: ConfigTree, path: ConfigPath): SourcePosition | undefined => {
  const missing = path.findIndex((_, index) => valueAt(tree.value, path.slice(0, index + 1)) === undefined);
  return lastPosition(tree, missing < 0 ? path : path.slice(0, missing), 'key');
};

/** Position of the value at a path, undefined when there is none. */
export const valuePosition = (tree: ConfigTree, path: ConfigPath): SourcePosition | undefined =>
  lastPosition(tree, path, 'value');

/** A value in force comes from the last file that has its path, since what replaces a mapping removes the paths below it. */
const lastPosition = ({ documents }: ConfigTree, path: ConfigPath, part: 'key' | 'value') =>
  documents
    .toReversed()
    .map((document) => document.positionAt(path, part))
    .find((position) => position !== undefined);
