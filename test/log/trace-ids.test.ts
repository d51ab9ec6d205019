import { expect, it } from 'vitest';
import { createRunLog } from '../../src/log/events.ts';
import { createLog, type LogOptions } from '../../src/log/log.ts';
import { spanIdOf } from '../../src/process/trace-context.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { makeResult } from '../support/sample-report.ts';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };
const OF_CHECK = spanIdOf(TRACE, 'cluster/crash-loops');

const linesOf = async (format: LogOptions['format'], trace?: typeof TRACE) => {
  const lines: string[] = [];
  const observed: unknown[] = [];
  const log = await createLog({
    format,
    level: 'info',
    write: (line) => lines.push(line),
    context: { run: 'run-1', version: '0.1.0', host: 'host', trace },
    redactor: createRedactor(),
    observe: ({ fields }) => observed.push([fields.trace_id, fields.span_id]),
  });
  const events = createRunLog(log, trace);
  events.picked([makeResult()]);
  events.finished(makeResult());
  return { lines, observed };
};

it.each([
  ['logstash', ({ '@fields': fields }: never) => fields, 'trace_id', 'span_id'],
  ['json', (record: never) => record, 'trace_id', 'span_id'],
  ['ecs', (record: never) => record, 'trace.id', 'span.id'],
] as const)(
  'stand where %s has them: of the run, and of a check in its lines',
  async (format, partOf, ofTrace, ofSpan) => {
    const { lines, observed } = await linesOf(format, TRACE);
    const ids = lines.map((line) => partOf(JSON.parse(line) as never)).map((part) => [part[ofTrace], part[ofSpan]]);
    expect(ids).toEqual([
      [TRACE.traceId, TRACE.spanId],
      [TRACE.traceId, OF_CHECK],
      [TRACE.traceId, OF_CHECK],
    ]);
    expect(observed).toEqual(ids);
    for (const line of lines) expect(line.match(/trace.id"/g)).toHaveLength(1);
  },
);

it('are not in lines for people, and in no line of a run without a trace', async () => {
  expect((await linesOf('text', TRACE)).lines.join('')).not.toContain(TRACE.traceId);
  for (const format of ['logstash', 'json', 'ecs'] as const)
    expect((await linesOf(format)).lines.join('')).not.toMatch(/trace.id|span.id/);
});
