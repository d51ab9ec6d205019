import { dirname, resolve } from 'node:path';
import type { Json } from '../model/json.ts';
import { type ConfigTree, valuePosition } from './file/config-tree.ts';
import { valueAt } from './file/json-tree.ts';
import { type ConfigPath, formatPath, formatPosition } from './file/source-position.ts';

/** A folder with users' own checks. */
export interface CheckFolder {
  readonly path: string;
  /** Who names it, for errors: `--checks lib`, or the place in a config file. */
  readonly origin: string;
}

/** The folders that `--checks` names. */
export const foldersOfFlags = (flags: readonly string[], cwd: string): readonly CheckFolder[] =>
  flags.map((folder) => ({ path: resolve(cwd, folder), origin: `--checks ${folder}` }));

/**
 * The folders that `ownChecks` of the config files names, each relative to the file that does. What is no text there is a
 * problem of the schema.
 */
export const foldersOfConfig = (tree: ConfigTree, cwd: string): readonly CheckFolder[] => {
  const named = valueAt(tree.value, ['ownChecks']);
  const items: readonly (readonly [ConfigPath, Json | undefined])[] = Array.isArray(named)
    ? named.map((folder, index) => [['ownChecks', index], folder])
    : [[['ownChecks'], named]];
  return items.flatMap(([path, folder]) => {
    if (typeof folder !== 'string' || folder === '') return [];
    const position = valuePosition(tree, path);
    const where = position === undefined ? '' : `${formatPosition(position)}: `;
    return [{ path: resolve(cwd, baseOf(position?.file), folder), origin: `${where}${formatPath(path)}: ${folder}` }];
  });
};

/** A pipe has no folder: what it names is relative to the working folder. */
const baseOf = (file: string | undefined): string =>
  file === undefined || file.startsWith('/dev/') || file.startsWith('/proc/') ? '' : dirname(file);
