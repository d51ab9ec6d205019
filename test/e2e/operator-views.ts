import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { StatusDocument } from '../../src/commands/status/status-document.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { pollUntil } from '../support/poll-until.ts';
import { runKavmon } from '../support/run-process.ts';
import { type TriagedObject, triageEverything } from './triage-everything.ts';

/** Where a cluster is read from: its kubeconfig, or a file that it was saved in. */
export type ViewedCluster = { readonly kubeconfig: string } | { readonly snapshot: string };

/** One line for each workload with its state, and one for each target with its verdict and the first broken link. */
export interface OperatorViews {
  readonly states: readonly string[];
  readonly verdicts: readonly string[];
}

/** What `kavmon status -A` says of each workload, and `kavmon triage` of each object that it can be called with. */
export const readOperatorViews = async (source: ViewedCluster, config: readonly string[]): Promise<OperatorViews> => ({
  states: stateLines(await readStatus(source, config)),
  verdicts: verdictLines(await readTriage(source, config)),
});

/** The objects in these namespaces that status or triage calls ill, or could not read. */
export const readAlarms = async (source: ViewedCluster, namespaces: readonly string[]): Promise<readonly string[]> => {
  const { states, verdicts } = await readOperatorViews(source, []);
  const isIll = (line: string): boolean => /^(?:errored|degraded|unknown|broken)\b/.test(line);
  const isThere = (line: string): boolean => namespaces.some((namespace) => line.includes(` ${namespace}/`));
  return [...states, ...verdicts].filter((line) => isIll(line) && isThere(line));
};

/**
 * Waits until the views are those of the golden files in `golden/`, since faults need some time to show, and compares them.
 */
export const expectGoldenViews = async (source: ViewedCluster, config: readonly string[], waitMs: number) => {
  const golden = await Promise.all(GOLDEN_FILES.map((file) => readFile(file, 'utf8').catch(() => '')));
  let seen: readonly string[] = [];
  await pollUntil(
    async () => {
      const { states, verdicts } = await readOperatorViews(source, config);
      seen = [states, verdicts].map((lines) => `${lines.join('\n')}\n`);
      return seen.every((text, index) => text === golden[index]);
    },
    { what: 'the golden views', ms: waitMs, every: 5000 },
  ).catch(() => undefined);
  for (const [index, file] of GOLDEN_FILES.entries()) await expect(seen[index]).toMatchFileSnapshot(file);
};

const GOLDEN_FILES = ['states.txt', 'verdicts.txt'].map((name) => join(import.meta.dirname, 'golden', name));

const readStatus = async (source: ViewedCluster, config: readonly string[]): Promise<StatusDocument> => {
  const [[flag, value] = ['', '']] = Object.entries(source);
  const more = config.flatMap((file) => ['-c', file]);
  const { stdout, stderr } = await runKavmon(['status', '-A', `--${flag}`, value, ...more, '-o', 'json'], {
    timeout: 60_000,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as StatusDocument;
};

const readTriage = (source: ViewedCluster, config: readonly string[]): Promise<readonly TriagedObject[]> =>
  triageEverything({
    ...{ namespace: [], allNamespaces: true, selector: [], release: [], checks: [], podLogs: true },
    ...source,
    config,
  });

const nameOf = ({ kind, namespace = '', name }: ObjectRef): string => `${kind} ${namespace}/${name}`;

const byName = (one: string, other: string): number => one.slice(STATE_WIDTH).localeCompare(other.slice(STATE_WIDTH));

/** Columns of a state or verdict. */
const STATE_WIDTH = 11;

const WELL: ReadonlySet<string> = new Set(['running', 'finished', 'launching', 'ok', 'suspicious']);

/** A CronJob that is due by the minute is well in one way now and in another way then. */
const steadyWord = ({ kind }: ObjectRef, word: string): string =>
  kind === 'CronJob' && WELL.has(word) ? 'well' : word;

const stateLines = ({ workloads }: StatusDocument): readonly string[] =>
  workloads
    .map(({ object, state }) => `${steadyWord(object, state).padEnd(STATE_WIDTH)}${nameOf(object)}`)
    .toSorted(byName);

const verdictLines = (triaged: readonly TriagedObject[]): readonly string[] =>
  triaged
    .map(({ ref, verdict, brokenAt }) => {
      const where = brokenAt.length === 0 ? '' : `, at ${brokenAt.join(', ')}`;
      return `${steadyWord(ref, verdict).padEnd(STATE_WIDTH)}${nameOf(ref)}${where}`;
    })
    .toSorted(byName);
