import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { widthOf } from '../../src/display-width.ts';
import { prometheusName } from '../../src/exposition.ts';
import { instruments } from '../../src/points.ts';
import { html } from '../../src/report/html.ts';
import { incident } from '../../src/report/incident.ts';
import { junit } from '../../src/report/junit.ts';
import { nagios, nagiosExitCode } from '../../src/report/nagios.ts';
import { prometheus } from '../../src/report/prometheus.ts';
import { plainPage } from '../../src/report/reporter.ts';
import { table } from '../../src/report/table.ts';
import { tap } from '../../src/report/tap.ts';
import { totalsOf } from '../../src/result.ts';
import { run } from '../support/process.ts';
import { prometheusMissing, promtool } from '../support/prometheus.ts';
import { needing, unless } from '../support/requirement.ts';
import { hostileReport } from './hostile.ts';
import { findingOf, fullReport, reportOf, resultOf } from './sample.ts';

const reports = [
  ['everything', fullReport],
  ['hostile text', hostileReport],
  ['nothing', reportOf([])],
] as const;

const schema = fileURLToPath(new URL('../fixtures/junit.xsd', import.meta.url));
const xmllint = (text: string) => run('xmllint', ['--nonet', '--noout', '--schema', schema, '-'], { stdin: text });

const describeXml = await needing('libxml2-utils');
describeXml('junit', () => {
  it.each(reports)('is valid XML by the schema, of %s', async (_what, report) => {
    const answer = await xmllint(junit(report, plainPage));
    expect(answer.stderr).toContain('validates');
    expect(answer.code).toBe(0);
  });

  it('has a schema that refuses what is wrong', async () => {
    expect((await xmllint(junit(fullReport, plainPage).replace(' failures=', ' broken='))).code).not.toBe(0);
  });
});

describe('junit', () => {
  it('tells unhealthy, not evaluated and skipped apart', () => {
    const text = junit(fullReport, plainPage);
    const count = (pattern: RegExp) => text.match(pattern)?.length;
    expect([count(/<failure /g), count(/<error /g), count(/<skipped /g)]).toEqual([5, 1, 1]);
    expect(text).toContain('<testsuites name="kavmon" tests="9" failures="5" errors="1" skipped="1" time="4.500">');
  });
});

const describePrometheus = unless(await prometheusMissing());
describePrometheus('prometheus', () => {
  it.each(reports)('passes promtool, of %s', async (_what, report) => {
    const answer = await run(await promtool(), ['check', 'metrics'], { stdin: prometheus(report, plainPage) });
    expect(`${answer.stdout}${answer.stderr}`).toBe('');
    expect(answer.code).toBe(0);
  });
});

describe('prometheus', () => {
  it('names things as the default translation of OTLP does', () => {
    expect(prometheusName('kavmon.check.last_run.duration')).toBe('kavmon_check_last_run_duration_seconds');
    expect(prometheusName('kavmon.check.healthy')).toBe('kavmon_check_healthy');
    for (const name of Object.keys(instruments) as (keyof typeof instruments)[]) {
      expect(prometheusName(name)).toMatch(/^[a-z_]+$/);
    }
  });

  it('has no healthy sample of a skipped check, and one of each other', () => {
    const samples = prometheus(fullReport, plainPage).match(/^kavmon_check_healthy\{/gm);
    expect(samples).toHaveLength(8);
  });
});

interface Point {
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly diagnostics?: { readonly message: string; readonly status: string };
}

/** As a harness reads it: points, directives behind an unescaped `#`, YAML blocks. */
const readTap = (text: string): { readonly plan: number; readonly points: readonly Point[] } => {
  const [version, plan = '', ...lines] = text.trimEnd().split('\n');
  expect(version).toBe('TAP version 14');
  const points: Point[] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    const point = /^(not )?ok (\d+) - (.*)$/.exec(line);
    if (line === '  ---') block = [];
    else if (line === '  ...') {
      points.push({ ...(points.pop() as Point), diagnostics: parseYaml((block ?? []).join('\n')) });
      block = undefined;
    } else if (block !== undefined) block.push(line.slice(2));
    else {
      expect(point?.[2]).toBe(String(points.length + 1));
      const directive = /(?<!\\)(?:\\\\)*# (SKIP|TODO)/.exec(point?.[3] ?? '');
      points.push({ ok: point?.[1] === undefined, skipped: directive?.[1] === 'SKIP' });
    }
  }
  return { plan: Number(plan.split(' ')[0]?.replace('1..', '')), points };
};

describe('tap', () => {
  it.each([
    ['everything', fullReport],
    ['hostile text', hostileReport],
  ] as const)('reads back, of %s', (_what, report) => {
    const { plan, points } = readTap(tap(report, plainPage));
    expect(plan).toBe(report.results.length);
    expect(points.map(({ ok }) => ok)).toEqual(report.results.map(({ healthy }) => healthy !== false));
    expect(points.map(({ skipped }) => skipped)).toEqual(report.results.map(({ status }) => status === 'skipped'));
    for (const [index, { diagnostics }] of points.entries()) {
      const { status } = report.results[index] ?? {};
      expect(diagnostics?.status).toBe(status === 'ok' || status === 'skipped' ? undefined : status);
    }
  });

  it('plans nothing when nothing ran', () => {
    expect(tap(reportOf([]), plainPage)).toBe('TAP version 14\n1..0 # SKIP no checks\n');
  });
});

const LABEL = /'(?:[^']|'')+'|[^\s'=|]+/.source;
const PERFDATA = new RegExp(`^(?:${LABEL})=-?[\\d.]+(?:e[+-]?\\d+)?(?:s|ms|%|B|c)?(?:;[\\d.]*){0,4}$`);

describe('nagios', () => {
  it.each(reports)('keeps to the form of plugins, of %s', (_what, report) => {
    const lines = nagios(report, plainPage).trimEnd().split('\n');
    const [text = '', numbers = ''] = lines[0]?.split(' | ') ?? [];
    expect(text.length).toBeLessThan(80);
    expect(text).toMatch(/^KAVMON (OK|WARNING|CRITICAL|UNKNOWN) - /);
    for (const number of numbers.split(' ')) expect(number).toMatch(PERFDATA);
    const bars = lines.slice(1).findIndex((line) => line.includes('|'));
    const more = bars === -1 ? [] : [lines[bars + 1]?.split(' | ')[1] ?? '', ...lines.slice(bars + 2)];
    for (const number of more) expect(number).toMatch(PERFDATA);
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

describe('html', () => {
  const page = html(hostileReport, plainPage);

  it('runs nothing and fetches nothing', () => {
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|form|svg)\b/i);
    expect(page).not.toMatch(/\son\w+\s*=/i);
    expect(page).not.toMatch(/(src|url)\s*[=(]/i);
    expect(page).toContain("default-src 'none'");
    expect(html(fullReport, plainPage).match(/href="[^"]*"/g)).toEqual([
      'href="https://runbooks.example/image-pull?a=1&amp;b=2"',
    ]);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, end, tag = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (tag === 'meta') continue;
      if (end === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });
});

describe('table', () => {
  it.each([40, 60, 80, 100, 160])('keeps to %i columns, but for words and commands that are longer', (width) => {
    const long = 'the quick brown fox jumps over the lazy dog '.repeat(8).trim();
    const report = reportOf([
      resultOf('failed', {
        remedy: long,
        findings: [findingOf({ message: long, evidence: { log: long, 漢字: '漢字 '.repeat(60) } })],
      }),
      resultOf('timeout', { message: long }),
    ]);
    for (const line of table(report, { ...plainPage, width }).split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(Math.max(width, 58));
    }
  });

  it('puts the worst first and the verdict last', () => {
    const lines = table(fullReport, plainPage).trimEnd().split('\n');
    const at = (text: string) => lines.findIndex((line) => line.includes(text));
    expect(at('cluster/image-pull')).toBeLessThan(at('cluster/ingress-backends'));
    expect(at('http-timeout')).toBeLessThan(at('http-ok'));
    expect(lines.at(-1)).toBe('6 of 9 checks are not healthy on prod-eu');
  });

  it('tells a chain of causes once, under its root', () => {
    const text = table(fullReport, plainPage);
    expect(text.match(/Push the image/g)).toHaveLength(1);
    expect(text.match(/causes \w+ of (Service|Ingress) /g)).toHaveLength(2);
    expect(text.match(/1 finding follows from what is told under its root: (Service|Ingress)/g)).toHaveLength(2);
  });
});

describe('incident', () => {
  it('tells roots, not what they cause', () => {
    const text = incident(fullReport, plainPage);
    expect(text.startsWith('[SEV1] kavmon: 6 of 9 checks are not healthy on prod-eu')).toBe(true);
    expect(text).toContain('Effects: Service payments/api; Ingress payments/shop');
    expect(text).not.toContain('What: cluster/service-endpoints');
  });

  it('stays short, whatever happened, and calls nobody', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      resultOf('failed', { name: `x-${index}`, message: '@here @channel '.repeat(500) }),
    );
    const text = incident(reportOf(many), plainPage);
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
    expect(text).not.toMatch(/@(here|channel)/);
    expect(text).toContain('and 495 more');
  });
});
