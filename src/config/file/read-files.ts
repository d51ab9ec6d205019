import { resolve } from 'node:path';
import { readFailure } from './config-files.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type ConfigTree, mergeDocuments } from './config-tree.ts';
import type { ParsedFile } from './parse-file.ts';

/** The text of a config file, or why there is none. */
export interface FileText {
  readonly file: string;
  readonly text?: string;
  readonly failure?: string;
}

/** Config files that were parsed and merged. */
export interface MergedFiles {
  readonly tree: ConfigTree;
  /** What cannot be read, and what is no sound YAML. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads config files, named relative to a folder. */
export const readFiles = (files: readonly string[], cwd: string): Promise<readonly FileText[]> =>
  Promise.all(files.map((file) => readFileText(file, resolve(cwd, file))));

const readFileText = async (file: string, path: string): Promise<FileText> => {
  try {
    const { readText } = await import('./read-text.ts');
    return { file, text: await readText(path) };
  } catch (error) {
    return { file, failure: readFailure(error) };
  }
};

/** Parses config files and merges them in their order. */
export const mergeFiles = async (texts: readonly FileText[]): Promise<MergedFiles> => {
  const parsed = await Promise.all(texts.map(parseText));
  return {
    tree: mergeDocuments(parsed.flatMap(({ document }) => document ?? [])),
    problems: parsed.flatMap(({ problems }) => problems),
  };
};

const parseText = async ({ file, text, failure }: FileText): Promise<ParsedFile> => {
  if (text === undefined) return { problems: [{ message: `${file}: ${failure}` }] };
  const { parseFile } = await import('./parse-file.ts');
  return parseFile(file, text);
};
