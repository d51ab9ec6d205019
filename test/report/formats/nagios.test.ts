import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../../src/model/status.ts';
import { nagiosExitCode, renderNagios } from '../../../src/report/formats/nagios.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { findingOf, reportOf, resultOf } from '../sample-report.ts';
import { sampleReports } from '../sample-reports.ts';

const PERFDATA_LABEL = /'(?:[^']|'')+'|[^\s'=|]+/.source;
const PERFDATA_PATTERN = new RegExp(`^(?:${PERFDATA_LABEL})=-?[\\d.]+(?:e[+-]?\\d+)?(?:s|ms|%|B|c)?(?:;[\\d.]*){0,4}$`);

describe('nagios', () => {
  it.each(sampleReports)('keeps to the form of plugins, of %s', (_what, report) => {
    const lines = renderNagios(report, fileRenderOptions).trimEnd().split('\n');
    const [text = '', numbers = ''] = lines[0]?.split(' | ') ?? [];
    expect(text.length).toBeLessThan(80);
    expect(text).toMatch(/^KAVMON (OK|WARNING|CRITICAL|UNKNOWN) - /);
    for (const number of numbers.split(' ')) expect(number).toMatch(PERFDATA_PATTERN);
    const bars = lines.slice(1).findIndex((line) => line.includes('|'));
    const more = bars === -1 ? [] : [lines[bars + 1]?.split(' | ')[1] ?? '', ...lines.slice(bars + 2)];
    for (const number of more) expect(number).toMatch(PERFDATA_PATTERN);
  });

  it('tells in its first line how many problems there are, and the gravest', () => {
    const object = { kind: 'Node', name: 'worker-2' };
    const findings = [findingOf({ object, severity: 'sev1', message: 'NotReady for 18m 21s', fingerprint: 'f-node' })];
    const results = [resultOf('failed', { service: 'cluster' }), resultOf('failed', { group: 'nodes', findings })];
    const [first, second] = renderNagios(reportOf(results), fileRenderOptions).split('\n');
    expect(first?.split(' | ')[0]).toBe('KAVMON CRITICAL - 2 problems: Node worker-2: NotReady for 18m 21s');
    expect(second).toBe('2 problems (1 sev1), 0 consequences; 0 of 2 checks healthy, 0 could not tell');
  });

  it('takes no more time for each of many than for one of few', () => {
    const many = reportOf(Array.from({ length: 20_000 }, (_, at) => resultOf('failed', { name: `check-${at}` })));
    const before = process.cpuUsage();
    const line = renderNagios(many, fileRenderOptions).split(' | ')[0];
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
    expect(line).toMatch(/^KAVMON CRITICAL - 20000 problems: /);
  });

  it.each([
    [['ok'], 0],
    [[], 0],
    [['ok', 'skipped'], 0],
    [['ok', 'degraded'], 1],
    [['degraded', 'failed'], 2],
    [['ok', 'timeout'], 2],
    [['failed', 'error'], 2],
    [['degraded', 'error'], 3],
    [['skipped'], 3],
  ] as const)('ends %j with %i', (statuses, code) => {
    expect(nagiosExitCode(totalsOf(statuses.map((status) => ({ status }))))).toBe(code);
  });
});
