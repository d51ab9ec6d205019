import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, Result } from '../../src/model/result.ts';
import { type ProcessOutcome, type RunOptions, runKavmon } from '../support/run-process.ts';

/** Writes a configuration of these services; returns the flags that name it and select them. */
export const configureServices = async (
  folder: string,
  services: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> => {
  const path = join(folder, `${Object.keys(services).join('-')}-${randomUUID()}.yaml`);
  await writeFile(path, JSON.stringify({ cluster: 'test', services }));
  return ['-c', path, '-s', Object.keys(services).join(',')];
};

export type ReportedRun = ProcessOutcome & {
  readonly report: Report;
  /** The result of a registration by its name. Throws when there is none. */
  readonly result: (name: string) => Result;
  /** `status/reason` of each result by its name, `-` for no reason. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** When the process ended, in milliseconds since the epoch. */
  readonly endedAt: number;
};

/** Runs `kavmon check` on the real command line and reads its JSON report. Throws when there is none. */
export const runForReport = async (args: readonly string[], options: RunOptions = {}): Promise<ReportedRun> => {
  const startedAt = Date.now();
  const outcome = await runKavmon([...args, '-o', 'json'], options);
  if (!outcome.stdout.startsWith('{'))
    throw new Error(`no report (exit ${outcome.code}, ${outcome.signal}): ${outcome.stderr.slice(-2000)}`);
  const report: Report = JSON.parse(outcome.stdout);
  const byName = new Map(report.results.map((result) => [result.name, result]));
  const result = (name: string): Result => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no result of ${name}`);
    return found;
  };
  const outcomes = Object.fromEntries(
    report.results.map(({ name, status, reason }) => [name, `${status}/${reason ?? '-'}`]),
  );
  return { ...outcome, report, result, outcomes, endedAt: startedAt + outcome.durationMs };
};
