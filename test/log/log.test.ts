import { describe, expect, it } from 'vitest';
import { createRunLog } from '../../src/log/events.ts';
import { logFormats } from '../../src/log/log-event.ts';
import type { Result } from '../../src/model/result.ts';
import { findingOf, fullReport, resultOf } from '../report/sample-report.ts';
import { fieldsOfLine, type LogLine, logWholeRun, messageOfLine, openTestLog } from './open-test-log.ts';

const LINE_LIMIT_BYTES = 15 * 1024;

const hostileResults: readonly Result[] = [
  resultOf('failed', {
    name: 'controls',
    message: 'a\u0000b\u001b[31mc\u0007\u009b\u2028\u2029\u202ed\r\ne\ud83d f \udc00',
    findings: Array.from({ length: 300 }, (_, index) =>
      findingOf({ fingerprint: `f${index}`, message: 'x'.repeat(200), evidence: { log: '漢'.repeat(2000) } }),
    ),
  }),
  resultOf('failed', { name: 'quotes', message: '"\\'.repeat(20_000) }),
  resultOf('error', { name: 'n'.repeat(20_000), service: '漢'.repeat(20_000), message: '🚀'.repeat(20_000) }),
  ...Array.from({ length: 400 }, (_, index) => resultOf(index % 3 === 0 ? 'timeout' : 'ok', { name: `http-${index}` })),
];

describe.each(logFormats)('the log in format %s', (format) => {
  it('has one whole line per event, none over 15 KiB, whatever the results hold', async () => {
    for (const line of await logWholeRun(format, [...fullReport.results, ...hostileResults])) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_LIMIT_BYTES);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(line.isWellFormed()).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(line).not.toContain('Z9+q');
    }
  });

  it('writes nothing below its level', async () => {
    const { log, lines } = await openTestLog(format, 'warning');
    log.debug('no');
    log.info('no');
    createRunLog(log).done(fullReport);
    expect(lines).toEqual([]);
    log.warning('telemetry lost', { endpoint: 'http://collector' });
    log.error('yes');
    log.critical('yes');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('telemetry lost');
  });

  it('cuts what does not fit and never throws', async () => {
    const { log, lines } = await openTestLog(format, 'debug', 'c'.repeat(50_000));
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log.info('m'.repeat(100_000), { one: 'é'.repeat(100_000), many: Array.from({ length: 5000 }, () => 'item') });
    log.info('wide', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, index])));
    log.info('circle', circle as never);
    log.info('number', { big: 1n, none: undefined } as never);
    log.emit('info', 'document', { big: 'x'.repeat(30_000) }, { field: 'doc', value: { name: 'y'.repeat(30_000) } });
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_LIMIT_BYTES);
    expect(lines[0]).toContain('truncated');
    expect(lines[2]).toContain('circle');
  });
});

describe.each(['logstash', 'ecs', 'json'] as const)('the JSON lines in format %s', async (format) => {
  const lines = await logWholeRun(format, [...fullReport.results, ...hostileResults]);

  it('name the run that wrote them', () => {
    for (const line of lines) {
      expect(
        (JSON.parse(line) as { kavmon?: LogLine; '@fields'?: { kavmon: LogLine } }).kavmon ??
          fieldsOfLine(line, format).kavmon,
      ).toMatchObject({
        run: 'run-1',
        cluster: 'prod-eu',
        namespace: 'monitoring',
        pod: 'kavmon-28-abcde',
        cronjob: 'kavmon-pods',
        shard: '2/3',
      });
    }
  });

  /** Kavmon's own format has documents as JSON texts, the others as objects. */
  const documentOf = (value: unknown): unknown => (format === 'logstash' ? JSON.parse(value as string) : value);

  it('hold each result by itself, cut or whole', () => {
    const finished = lines.filter((line) => messageOfLine(line, format) === 'Health check execution finished');
    const results = finished.map((line) => documentOf(fieldsOfLine(line, format).health_check_result) as LogLine);
    expect(results).toHaveLength(fullReport.results.length + hostileResults.length);
    for (const result of results) {
      expect(Object.keys(result)).toEqual(
        expect.arrayContaining(['group', 'name', 'service', 'healthy', 'timestamp_start']),
      );
    }
    const cut = results.filter(({ truncated }) => truncated === true);
    expect(cut.map(({ name }) => String(name).slice(0, 8))).toEqual(['controls', 'quotes', 'nnnnnnnn']);
    for (const { bytes } of cut) expect(bytes).toBeGreaterThan(LINE_LIMIT_BYTES);
  });

  it('hold all results at the end, in numbered parts', () => {
    const parts = lines
      .filter((line) => messageOfLine(line, format) === 'Kavmon checks finished')
      .map((line) => fieldsOfLine(line, format));
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
    expect(new Set(parts.map(({ parts: count }) => count))).toEqual(new Set([parts.length]));
    const names = parts.flatMap(({ health_check_results: text }) =>
      Object.values(documentOf(text) as Record<string, LogLine[]>).flatMap((entries) =>
        entries.map(({ name }) => name),
      ),
    );
    expect(names).toHaveLength(fullReport.results.length + hostileResults.length);
    expect(names.slice(-400)).toEqual(hostileResults.slice(3).map(({ name }) => name));
  });
});

describe('the lines', () => {
  it('have moments that Filebeat takes', async () => {
    for (const line of await logWholeRun('logstash', [resultOf('ok')])) {
      const record = JSON.parse(line) as LogLine;
      expect(record['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Object.keys(record)).toEqual(['@message', '@timestamp', '@source_host', '@fields']);
      expect(
        Math.abs(
          Date.parse(record['@timestamp'] as string) / 1000 - (record['@fields'] as { created: number }).created,
        ),
      ).toBeLessThan(0.002);
    }
  });

  it('keep a field that is called as a common one', async () => {
    const { log, lines } = await openTestLog('logstash');
    log.warning('x', { name: 'mine', process: 'other' });
    expect(fieldsOfLine(lines[0] ?? '', 'logstash')).toMatchObject({
      name: 'kavmon',
      field_name: 'mine',
      field_process: 'other',
    });
  });

  it.each(logFormats)(
    'hold no half of a surrogate pair, neither as it is nor escaped, in format %s',
    async (format) => {
      const { log, lines } = await openTestLog(format);
      log.emit(
        'info',
        'a\ud83d',
        { short: 'b\udc00', list: ['c\ud83d', '\\ud83d'] },
        { field: 'doc', value: ['d\udc00'] },
      );
      expect(lines[0]?.isWellFormed()).toBe(true);
      expect(lines[0]).toContain('c\ufffd');
      expect(lines[0]?.replaceAll('\\\\ud83d', '')).not.toMatch(/\\ud[89a-f]/);
    },
  );

  it('have the fields of ECS as Elastic writes them, and ours in one object', async () => {
    const [line] = await logWholeRun('ecs', [resultOf('ok')]);
    expect(JSON.parse(line ?? '')).toMatchObject({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      'log.level': 'info',
      message: 'Kavmon starting',
      'ecs.version': expect.stringMatching(/^8\./),
      'log.logger': 'kavmon',
      'service.name': 'kavmon',
      'service.version': '0.1.0',
      'event.dataset': 'kavmon',
      'host.hostname': 'kavmon-28-abcde',
      'process.pid': process.pid,
      kavmon: { run: 'run-1', arguments: { timeout: 0 } },
    });
  });
});
