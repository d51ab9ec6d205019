import { resolve } from 'node:path';
import { readFailure } from './config-files.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type ConfigTree, mergeDocuments } from './config-tree.ts';
import type { ParsedFile } from './parse-file.ts';

/** Config files that were read and merged. */
export interface ReadFiles {
  readonly tree: ConfigTree;
  /** Length of all texts together, in UTF-16 units. */
  readonly characters: number;
  /** What cannot be read, and what is no sound YAML. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads and parses config files, named relative to a folder, and merges them in order. */
export const readFiles = async (files: readonly string[], cwd: string): Promise<ReadFiles> => {
  const outcomes = await Promise.all(files.map((file) => readFileText(file, resolve(cwd, file))));
  const parsed = await Promise.all(outcomes.map(parseOutcome));
  return {
    tree: mergeDocuments(parsed.flatMap(({ document }) => document ?? [])),
    characters: outcomes.reduce((sum, { text = '' }) => sum + text.length, 0),
    problems: parsed.flatMap(({ problems }) => problems),
  };
};

/** The text of a file, or why there is none. */
interface ReadOutcome {
  readonly file: string;
  readonly text?: string;
  readonly failure?: string;
}

const readFileText = async (file: string, path: string): Promise<ReadOutcome> => {
  try {
    const { readText } = await import('./read-text.ts');
    return { file, text: await readText(path) };
  } catch (error) {
    return { file, failure: readFailure(error) };
  }
};

const parseOutcome = async ({ file, text, failure }: ReadOutcome): Promise<ParsedFile> => {
  if (text === undefined) return { problems: [{ message: `${file}: ${failure}` }] };
  const { parseFile } = await import('./parse-file.ts');
  return parseFile(file, text);
};
