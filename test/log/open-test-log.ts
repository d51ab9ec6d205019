import { findProblems } from '../../src/findings/problems/find-problems.ts';
import { createRunLog } from '../../src/log/events.ts';
import { createLog } from '../../src/log/log.ts';
import type { LogFormat } from '../../src/log/log-event.ts';
import type { Result } from '../../src/model/result.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { SAMPLE_SECRET } from '../report/sample-report.ts';

/** A line, read as JSON. */
export type LogLine = Record<string, unknown>;

/** A log that knows a secret, and the lines that it has written. */
export const openTestLog = async (
  format: LogFormat,
  level: 'debug' | 'info' | 'warning' = 'info',
  cluster = 'prod-eu',
) => {
  const lines: string[] = [];
  const redactor = createRedactor();
  redactor.register(SAMPLE_SECRET);
  const log = await createLog({
    format,
    level,
    write: (line) => lines.push(line),
    redactor,
    context: {
      run: 'run-1',
      version: '0.1.0',
      host: 'kavmon-28-abcde',
      cluster,
      namespace: 'monitoring',
      pod: 'kavmon-28-abcde',
      cronjob: 'kavmon-pods',
      shard: { index: 2, count: 3 },
    },
  });
  return { log, lines };
};

/** The event's own fields, wherever the format has them. */
export const fieldsOfLine = (line: string, format: LogFormat): LogLine => {
  const record = JSON.parse(line) as LogLine;
  if (format === 'logstash') return record['@fields'] as LogLine;
  return format === 'ecs' ? (record.kavmon as LogLine) : record;
};

/** Its message, likewise. */
export const messageOfLine = (line: string, format: LogFormat): unknown =>
  (JSON.parse(line) as LogLine)[format === 'logstash' ? '@message' : 'message'];

/** The lines of a run with these results. */
export const logWholeRun = async (format: LogFormat, results: readonly Result[]) => {
  const { log, lines } = await openTestLog(format);
  const events = createRunLog(log);
  events.starting({ group: ['endpoint'], timeout: 0, cronjob: false });
  events.picked(results);
  for (const result of results) {
    events.started(result as never);
    events.finished(result);
  }
  events.done({ results, ...findProblems(results) });
  return lines;
};
