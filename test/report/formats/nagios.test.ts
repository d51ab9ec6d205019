import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../../src/model/status.ts';
import { nagiosExitCode, renderNagios } from '../../../src/report/formats/nagios.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { reportOf, resultOf } from '../sample-report.ts';
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

  it('names whole checks only, and how many there are beside them', () => {
    const failed = (name: string) => resultOf('failed', { service: 'cluster', name });
    const names = ['crash-loops', 'image-pulls', 'service-endpoints', 'volume-claims'];
    const line = renderNagios(reportOf([...names.map(failed), resultOf('degraded')]), fileRenderOptions).split(
      ' | ',
    )[0];
    expect(line).toBe('KAVMON CRITICAL - 4 of 5 checks not healthy: crash-loops and 3 more');
  });

  it('takes no more time for each of many than for one of few', () => {
    const many = reportOf(Array.from({ length: 20_000 }, (_, at) => resultOf('failed', { name: `check-${at}` })));
    const before = process.cpuUsage();
    const line = renderNagios(many, fileRenderOptions).split(' | ')[0];
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
    expect(line).toMatch(/^KAVMON CRITICAL - 20000 of 20000 checks not healthy: /);
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
