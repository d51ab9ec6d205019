import { UsageError } from '../../model/errors.ts';
import { type ConfigTree, keyPosition } from './config-tree.ts';
import { type ConfigPath, formatPath, formatPosition, type SourcePosition } from './source-position.ts';

/** One mistake in the configuration. */
export interface ConfigProblem {
  /** Absent for a mistake of a whole file, or of none. */
  readonly position?: SourcePosition | undefined;
  readonly message: string;
}

/** What is wrong with the value at a path of the configuration. */
export const pathProblem = (tree: ConfigTree, path: ConfigPath, message: string): ConfigProblem => ({
  position: keyPosition(tree, path),
  message: path.length === 0 ? message : `${formatPath(path)}: ${message}`,
});

/** Nobody reads more of them before the first ones are mended. */
export const MAX_LISTED_PROBLEMS = 100;

/** All problems of all files in one error, each on a line of its own that begins with its position. */
export const configError = (problems: readonly ConfigProblem[]): UsageError => {
  const lines = [...new Set(sortByPosition(problems).map(problemLine))];
  const listed = lines.slice(0, MAX_LISTED_PROBLEMS);
  if (lines.length > listed.length) listed.push(`and ${lines.length - listed.length} more`);
  const text = lines.length === 1 ? lines[0] : `${lines.length} errors in the configuration:\n${listed.join('\n')}`;
  return new UsageError(text ?? 'the configuration cannot be used', 'config');
};

/** Files in the order in which they are first named, and each from its top to its end. */
const sortByPosition = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] => {
  const files = [...new Set(problems.map(({ position }) => position?.file))];
  return problems.toSorted(
    ({ position: a }, { position: b }) =>
      files.indexOf(a?.file) - files.indexOf(b?.file) ||
      (a?.line ?? 0) - (b?.line ?? 0) ||
      (a?.column ?? 0) - (b?.column ?? 0),
  );
};

const problemLine = ({ position, message }: ConfigProblem): string =>
  position === undefined ? message : `${formatPosition(position)}: ${message}`;
