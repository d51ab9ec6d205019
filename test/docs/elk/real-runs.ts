import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFormat } from '../../../src/log/log-event.ts';
import type { Problem, Report } from '../../../src/model/result.ts';
import { EXAMPLE_SNAPSHOT } from '../../support/repository.ts';
import { runKavmon } from '../../support/run-process.ts';

export type RealRun = {
  /** Name of its CronJob. */
  readonly name: string;
  readonly format: LogFormat;
  readonly shard?: string;
};

/** A result in an AVMon document, with its group. */
export type AvmonResult = {
  readonly group: string;
  readonly name: string;
  readonly healthy: boolean | null;
  readonly truncated?: boolean;
};

/** What a run of kavmon wrote: its log, the AVMon document beside it, and the problems of its report. */
export type RealRunOutput = {
  readonly lines: readonly string[];
  readonly avmon: readonly AvmonResult[];
  readonly problems: readonly Problem[];
};

/** Runs kavmon on the saved cluster of the examples, which has faults, as a CronJob of this name. */
export const runOnSavedCluster = async ({ name, format, shard }: RealRun, folder: string): Promise<RealRunOutput> => {
  const avmon = join(folder, 'avmon.json');
  const report = join(folder, 'report.json');
  const outputs = ['-o', `avmon=${avmon}`, '-o', `json=${report}`];
  const args = ['--snapshot', EXAMPLE_SNAPSHOT, '--log-format', format, ...outputs];
  const { stdout, stderr } = await runKavmon(['check', ...args, ...(shard === undefined ? [] : ['--shard', shard])], {
    env: { KAVMON_CRONJOB: name, KAVMON_CLUSTER: 'saved' },
  });
  const lines = stdout.trimEnd().split('\n');
  if (lines.length < 10) throw new Error(`kavmon wrote ${lines.length} lines: ${stderr}`);
  const { problems } = JSON.parse(await readFile(report, 'utf8')) as Report;
  return { lines, avmon: resultsOf(JSON.parse(await readFile(avmon, 'utf8'))), problems };
};

/** The results of an AVMon document, each with its group. */
export const resultsOf = (document: Readonly<Record<string, readonly object[]>>): readonly AvmonResult[] =>
  Object.entries(document).flatMap(([group, results]) =>
    results.map((result) => ({ group, ...(result as Omit<AvmonResult, 'group'>) })),
  );
