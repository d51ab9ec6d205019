import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXPLAIN_LIMITS, type LogAnswer, type LogTarget } from '../explainer.ts';
import { textOf } from './encoding.ts';
import type { SnapshotLog } from './kavmon-snapshot.ts';

/** Names in a recording come from somebody else: none of them may lead out of its folder. */
const isName = (text: string): boolean => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text) && !text.includes('..');

const keyOf = ({ namespace, pod, container, previous }: LogTarget): string =>
  `${namespace}/${pod}/${container}${previous ? '-previous' : ''}`;

const lastLines = (lines: readonly string[]): string[] => lines.slice(-EXPLAIN_LIMITS.lines);

/** A file's lines, or undefined when there is none. */
const fileLines = async (path: string): Promise<readonly string[] | undefined> => {
  try {
    const text = textOf(await readFile(path));
    return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  } catch {
    return undefined;
  }
};

/** The part of a dump's `logs.txt` that is one container's. */
const sectionOf = (lines: readonly string[], container: string): readonly string[] | undefined => {
  const from = lines.findIndex((line) => line.startsWith(`==== START logs for container ${container} of pod `));
  if (from < 0) return undefined;
  const length = lines
    .slice(from + 1)
    .findIndex((line) => line.startsWith(`==== END logs for container ${container} of `));
  return length < 0 ? undefined : lines.slice(from + 1, from + 1 + length);
};

/** Logs of a recording: those that came with its files, and those that lie in its folder. */
export const createLogs = (folder: string | undefined) => {
  const kept = new Map<string, string[]>();
  const fromFolder = async (root: string, target: LogTarget): Promise<readonly string[] | undefined> => {
    const { namespace, pod, container, previous } = target;
    if (![namespace, pod, container].every(isName)) return undefined;
    const own = await fileLines(join(root, 'logs', `${keyOf(target)}.log`));
    if (own !== undefined || previous) return own;
    const dumped = await fileLines(join(root, namespace, pod, 'logs.txt'));
    return dumped && sectionOf(dumped, container);
  };
  return {
    add: ({ lines, ...target }: SnapshotLog): void => {
      kept.set(keyOf(target), lastLines(lines));
    },
    line: (target: Omit<LogTarget, 'previous'>, line: string): void => {
      const key = keyOf({ ...target, previous: false });
      const lines = kept.get(key) ?? [];
      lines.push(line);
      kept.set(key, lastLines(lines));
    },
    read: async (target: LogTarget): Promise<LogAnswer> => {
      const lines = kept.get(keyOf(target)) ?? (folder === undefined ? undefined : await fromFolder(folder, target));
      return lines === undefined ? { missing: 'the snapshot has no log of it' } : { lines: lastLines(lines) };
    },
  };
};

export type Logs = ReturnType<typeof createLogs>;
