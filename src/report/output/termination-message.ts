import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { Report, Result } from '../../model/result.ts';
import { defuseCiCommands } from '../../text/ci-commands.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { objectName } from '../present/names.ts';
import { findRepeats } from '../present/repeats.ts';
import { nothingVerifiedText } from '../present/verdict.ts';

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

/** One line: how many checks were not healthy, and the message of each, equal ones once, as many as fit. */
export const terminationMessage = ({ results }: Report): string => {
  const unhealthy = results.filter(({ healthy }) => healthy === false);
  if (unhealthy.length === 0) return `${healthySummary(results)}\n`;
  const head = `${unhealthy.length} of ${results.length} checks failed: `;
  const sentences: string[] = [];
  let room = MAX_MESSAGE_BYTES - Buffer.byteLength(head) - Buffer.byteLength(othersText(unhealthy.length)) - 1;
  let left = unhealthy.length;
  for (const [text, count] of problemSentences(unhealthy)) {
    room -= Buffer.byteLength(text) + 2;
    if (room < 0) break;
    sentences.push(text);
    left -= count;
  }
  return `${head}${sentences.join('; ')}${left > 0 ? othersText(left) : ''}\n`;
};

const othersText = (count: number): string => `; and ${count} more`;

const healthySummary = (results: readonly Result[]): string => {
  const skipped = results.filter(({ status }) => status === 'skipped').length;
  if (skipped > 0 && skipped === results.length) return nothingVerifiedText(skipped);
  return `${pluralize(results.length - skipped, 'check')} healthy${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};

/** Sentences, each with how many checks it speaks for: equal messages make one. */
const problemSentences = (unhealthy: readonly Result[]): readonly (readonly [text: string, count: number])[] => {
  const repeats = findRepeats(unhealthy);
  const also = Map.groupBy(repeats, ([, first]) => first);
  return unhealthy
    .filter((result) => !repeats.has(result))
    .map((result) => {
      const others = also.get(result)?.length ?? 0;
      const same = others === 0 ? '' : ` (the same of ${pluralize(others, 'more check')})`;
      return [`${problemSentence(result)}${same}`, others + 1];
    });
};

const MAX_SENTENCE_LENGTH = 300;

const problemSentence = ({ service, name, status, reason, message, findings }: Result): string => {
  const [first] = findings;
  const subject = first?.object === undefined ? '' : ` ${objectName(first.object)}`;
  const sentence = `${service}/${name} ${status} (${reason ?? status})${subject}: ${first?.message ?? message}`;
  return defuseCiCommands(toOneLine(sentence)).slice(0, MAX_SENTENCE_LENGTH).toWellFormed();
};
