import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { Report, Result } from '../../model/result.ts';
import { counted } from '../../text/pluralize.ts';
import { oneLine } from '../../text/sanitize.ts';
import { nothingVerified, objectName, repeatsOf } from '../present/outline.ts';

const stat = promisify(fs.stat);

/** Where a kubelet looks for a container's last words unless the pod says otherwise. */
const DEFAULT_PATH = '/dev/termination-log';

/** More than that a kubelet cuts off (https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/). */
const LIMIT = 4096;

/**
 * Writes what `kubectl describe pod` shows of an ended container, where there is a place for it. Returns why it could not
 * be written, or undefined. Never rejects.
 */
export const writeLastWords = async (report: Report, path = DEFAULT_PATH): Promise<string | undefined> => {
  try {
    if (path === DEFAULT_PATH && !(await isThere(path))) return undefined;
    const { writeFileWhole } = await import('./write-file.ts');
    await writeFileWhole(path, lastWords(report));
    return undefined;
  } catch (error) {
    return `the termination message is missing: ${(error as Error).message}`;
  }
};

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** One line: how many checks were not healthy, and what each of them says, the same but once, as long as there is room. */
export const lastWords = ({ results }: Report): string => {
  const unhealthy = results.filter(({ healthy }) => healthy === false);
  if (unhealthy.length === 0) return `${healthyText(results)}\n`;
  const head = `${unhealthy.length} of ${results.length} checks failed: `;
  const fitting: string[] = [];
  let room = LIMIT - Buffer.byteLength(head) - Buffer.byteLength(moreText(unhealthy.length)) - 1;
  let left = unhealthy.length;
  for (const [text, count] of sentencesOf(unhealthy)) {
    room -= Buffer.byteLength(text) + 2;
    if (room < 0) break;
    fitting.push(text);
    left -= count;
  }
  return `${head}${fitting.join('; ')}${left > 0 ? moreText(left) : ''}\n`;
};

const moreText = (count: number): string => `; and ${count} more`;

const healthyText = (results: readonly Result[]): string => {
  const skipped = results.filter(({ status }) => status === 'skipped').length;
  if (skipped > 0 && skipped === results.length) return nothingVerified(skipped);
  return `${counted(results.length - skipped, 'check')} healthy${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};

/** Sentences, each with how many checks it speaks for: what is wrong with all of them is told once. */
const sentencesOf = (unhealthy: readonly Result[]): readonly (readonly [text: string, count: number])[] => {
  const repeats = repeatsOf(unhealthy);
  const also = Map.groupBy(repeats, ([, first]) => first);
  return unhealthy
    .filter((result) => !repeats.has(result))
    .map((result) => {
      const others = also.get(result)?.length ?? 0;
      const same = others === 0 ? '' : ` (the same of ${counted(others, 'more check')})`;
      return [`${sentenceOf(result)}${same}`, others + 1];
    });
};

const SENTENCE = 300;

const sentenceOf = ({ service, name, status, reason, message, findings }: Result): string => {
  const [first] = findings;
  const about = first?.object === undefined ? '' : ` ${objectName(first.object)}`;
  const words = `${service}/${name} ${status} (${reason ?? status})${about}: ${first?.message ?? message}`;
  return oneLine(words).slice(0, SENTENCE).toWellFormed();
};
