import { join } from 'node:path';
import { readLocalFile } from '../../process/local-file.ts';
import { decodeText } from '../../text/decode-text.ts';
import { EXPLAIN_LIMITS, type LogOutcome, type LogTarget, logOutcomeOf } from '../explainer.ts';
import type { SnapshotLog } from './kavmon-snapshot.ts';

/** Names in a recording are untrusted: as part of a path they may not lead out of its folder. */
const isSafeName = (text: string): boolean => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text) && !text.includes('..');

const logKey = ({ namespace, pod, container, previous }: LogTarget): string =>
  `${namespace}/${pod}/${container}${previous ? '-previous' : ''}`;

const keepLastLines = (lines: readonly string[]): string[] => lines.slice(-EXPLAIN_LIMITS.lines);

/** Of one container's log in a dump. */
const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** Reads the lines of a file; undefined when there is no file. */
const readLogLines = async (path: string): Promise<readonly string[] | undefined> => {
  try {
    const text = decodeText(await readLocalFile(path, MAX_LOG_BYTES));
    return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  } catch {
    return undefined;
  }
};

/** The lines of one container in a dump's `logs.txt`. */
const findLogSection = (lines: readonly string[], container: string): readonly string[] | undefined => {
  const from = lines.findIndex((line) => line.startsWith(`==== START logs for container ${container} of pod `));
  if (from < 0) return undefined;
  const length = lines
    .slice(from + 1)
    .findIndex((line) => line.startsWith(`==== END logs for container ${container} of `));
  return length < 0 ? undefined : lines.slice(from + 1, from + 1 + length);
};

/** Logs of a recording: those within its documents, and those in files of its folder. */
export const createRecordedLogs = (folder: string | undefined) => {
  const logs = new Map<string, string[]>();
  const fromFolder = async (root: string, target: LogTarget): Promise<readonly string[] | undefined> => {
    const { namespace, pod, container, previous } = target;
    if (![namespace, pod, container].every(isSafeName)) return undefined;
    const own = await readLogLines(join(root, 'logs', `${logKey(target)}.log`));
    if (own !== undefined || previous) return own;
    const dumped = await readLogLines(join(root, namespace, pod, 'logs.txt'));
    return dumped && findLogSection(dumped, container);
  };
  return {
    add: ({ lines, ...target }: SnapshotLog): void => {
      logs.set(logKey(target), keepLastLines(lines));
    },
    line: (target: Omit<LogTarget, 'previous'>, line: string): void => {
      const key = logKey({ ...target, previous: false });
      const lines = logs.get(key) ?? [];
      lines.push(line);
      logs.set(key, keepLastLines(lines));
    },
    read: async (target: LogTarget): Promise<LogOutcome> => {
      const lines = logs.get(logKey(target)) ?? (folder === undefined ? undefined : await fromFolder(folder, target));
      return lines === undefined ? { missing: 'the snapshot has no log of it' } : logOutcomeOf(lines);
    },
  };
};

export type RecordedLogs = ReturnType<typeof createRecordedLogs>;
