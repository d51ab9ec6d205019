import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { Report } from '../../model/result.ts';
import { defuseCiCommands } from '../../text/ci-commands.ts';
import { headlineText } from '../present/headline.ts';
import { storyText, tellStories } from '../present/stories.ts';

const statPath = promisify(fs.stat);

/** `terminationMessagePath` of a container where the pod names no other. */
const DEFAULT_PATH = '/dev/termination-log';

/** A kubelet cuts off what is beyond (https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/). */
const MAX_MESSAGE_BYTES = 4096;

/**
 * Writes what `kubectl describe pod` shows of an ended container, where the container has a termination message file. Returns why it could not
 * be written, or undefined. Never rejects.
 */
export const writeTerminationMessage = async (report: Report, path = DEFAULT_PATH): Promise<string | undefined> => {
  try {
    if (path === DEFAULT_PATH && !(await fileExists(path))) return undefined;
    const { writeFileWhole } = await import('./write-file.ts');
    await writeFileWhole(path, terminationMessage(report));
    return undefined;
  } catch (error) {
    return `the termination message is missing: ${(error as Error).message}`;
  }
};

const fileExists = async (path: string): Promise<boolean> =>
  (await statPath(path).catch(() => undefined)) !== undefined;

/** One line: the headline, then the problems, the worst first, as many as fit. */
export const terminationMessage = (report: Report): string => {
  const head = headlineText(report);
  const sentences = tellStories(report).map((story) => storyText(story).slice(0, MAX_SENTENCE_LENGTH).toWellFormed());
  const told: string[] = [];
  let room = MAX_MESSAGE_BYTES - Buffer.byteLength(head) - Buffer.byteLength(othersText(sentences.length)) - 1;
  for (const sentence of sentences) {
    room -= Buffer.byteLength(sentence) + 2;
    if (room < 0) break;
    told.push(sentence);
  }
  const left = sentences.length - told.length;
  return `${defuseCiCommands([head, ...told].join('; '))}${left > 0 ? othersText(left) : ''}\n`;
};

const MAX_SENTENCE_LENGTH = 300;

const othersText = (count: number): string => `; and ${count} more`;
