import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRunLog } from '../../../src/log/events.ts';
import { createLog } from '../../../src/log/log.ts';
import type { LogFormat } from '../../../src/log/log-event.ts';
import type { Result } from '../../../src/model/result.ts';
import type { Status } from '../../../src/model/status.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { logWholeRun } from '../../log/open-test-log.ts';
import { resultOf } from '../../report/sample-report.ts';

/** The formats whose lines go into an index; `text` is for people. */
export const INDEXED_FORMATS = ['logstash', 'ecs', 'json'] as const satisfies readonly LogFormat[];

/** Lines of a run of these results, under a run and a CronJob of this name, of the only shard. */
export const linesOfRun = async (
  name: string,
  format: LogFormat,
  results: readonly Result[],
): Promise<readonly string[]> =>
  (await logWholeRun(format, results)).map((line) =>
    line
      .replace('"run":"run-1"', `"run":"${name}"`)
      .replace('"cronjob":"kavmon-pods"', `"cronjob":"${name}"`)
      .replace(',"shard":"2/3"', ''),
  );

/** Ids of a trace (https://www.w3.org/TR/trace-context/). */
export const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };

/** Lines of a check in a run with traces. */
export const linesOfTrace = async (format: LogFormat): Promise<readonly string[]> => {
  const lines: string[] = [];
  const context = { run: `traced-${format}`, version: '0.1.0', host: 'kavmon-1', trace: TRACE };
  const write = (line: string): void => void lines.push(line);
  const log = await createLog({ format, level: 'info', write, context, redactor: createRedactor() });
  createRunLog(log, TRACE).finished(resultOf('failed'));
  return lines;
};

export type PastRun = { readonly minutesAgo: number; readonly status: Status };

/** Lines of runs of one check, each at its time. */
export const linesOfHistory = async (check: string, runs: readonly PastRun[]): Promise<readonly string[]> => {
  const lines = await Promise.all(
    runs.map(async ({ minutesAgo, status }) => {
      const result = resultOf(status, { name: check, service: 'history' });
      const name = `${check}-${minutesAgo}`;
      const time = timeBefore(minutesAgo);
      return (await linesOfRun(name, 'ecs', [result])).map((line) =>
        line.replace(/"@timestamp":"[^"]+"/, `"@timestamp":"${time}"`),
      );
    }),
  );
  return lines.flat();
};

const startedAt = Date.now();

/** The time so many minutes before the tests began. */
export const timeBefore = (minutes: number): string => new Date(startedAt - minutes * 60_000).toISOString();

/** Writes lines as a container runtime does (CRI): behind their time, their stream and a mark that they are whole. */
export const writeContainerLog = (folder: string, name: string, lines: readonly string[]): Promise<void> =>
  writeFile(
    join(folder, `kavmon-${name}.log`),
    lines.map((line) => `${new Date().toISOString()} stdout F ${line.trimEnd()}\n`).join(''),
  );
