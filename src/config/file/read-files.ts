import { resolve } from 'node:path';
import { readFailure } from './config-files.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type ConfigTree, mergeDocuments } from './config-tree.ts';
import { letOthersRun } from './let-others-run.ts';
import type { ParsedFile, ValueBudget } from './parse-file.ts';

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

/** Of all files together; a ConfigMap holds 1 MiB. Each takes about a second to parse. */
const MAX_MIB = 2;

/** Parses config files and merges them in their order; other events have their turn after each. */
export const mergeFiles = async (texts: readonly FileText[], ended?: AbortSignal): Promise<MergedFiles> => {
  const length = texts.reduce((sum, { text = '' }) => sum + text.length, 0);
  if (length > MAX_MIB * 1024 * 1024) return { tree: mergeDocuments([]), problems: [tooMuchText(texts)] };
  const budget: ValueBudget = { nodes: 0 };
  const parsed: ParsedFile[] = [];
  for (const text of texts) {
    parsed.push(await parseText(text, budget));
    if (length > LONG_TEXT) await letOthersRun(ended);
  }
  return {
    tree: mergeDocuments(parsed.flatMap(({ document }) => document ?? [])),
    problems: parsed.flatMap(({ problems }) => problems),
  };
};

/** Parsed in some milliseconds: nobody waits for it. */
const LONG_TEXT = 50_000;

const tooMuchText = (texts: readonly FileText[]): ConfigProblem => {
  const [largest] = texts.toSorted((a, b) => (b.text?.length ?? 0) - (a.text?.length ?? 0));
  const what = texts.length > 1 ? `the configuration of ${texts.length} files, this the largest,` : 'the configuration';
  return { message: `${largest?.file}: ${what} is larger than ${MAX_MIB} MiB: split it into runs of their own` };
};

const parseText = async ({ file, text, failure }: FileText, budget: ValueBudget): Promise<ParsedFile> => {
  if (text === undefined) return { problems: [{ message: `${file}: ${failure}` }] };
  const { parseFile } = await import('./parse-file.ts');
  return parseFile(file, text, budget);
};
