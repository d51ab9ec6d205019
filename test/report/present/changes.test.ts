import { describe, expect, it } from 'vitest';
import { compareReports } from '../../../src/findings/changes/compare-reports.ts';
import { parseEarlierReport } from '../../../src/findings/changes/earlier-report.ts';
import type { Report } from '../../../src/model/result.ts';
import { type ReportFormat, rendererLoaders } from '../../../src/report/formats/index.ts';
import { changesTexts, goneTexts } from '../../../src/report/present/changes.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const nodeRef = { kind: 'Node', name: 'worker-2' };
const old = makeFinding({ fingerprint: 'old', object: { kind: 'Deployment', namespace: 'shop', name: 'cart' } });
const fresh = makeFinding({ fingerprint: 'fresh', severity: 'sev1', object: nodeRef, message: 'NotReady' });
const mended = makeFinding({ fingerprint: 'mended', object: { kind: 'Service', namespace: 'shop', name: 'web' } });
const blind = { status: 'error', reason: 'permission', message: 'nodes cannot be listed' } as const;

const before = (moment: string): Report => {
  const report = makeReport([
    makeResult({ status: 'failed', findings: [old, mended] }),
    makeResult({ name: 'quota', status: 'failed', message: 'quota is full' }),
  ]);
  return { ...report, run: { ...report.run, endedAt: moment } };
};

const changed = compareReports(
  makeReport([
    makeResult({ status: 'failed', findings: [old, fresh] }),
    makeResult({ name: 'quota', status: 'skipped', message: 'off' }),
    makeResult({ name: 'nodes', ...blind }),
  ]),
  { file: 'last.json', report: parseEarlierReport(JSON.stringify(before('2026-11-21T07:55:02.000Z'))) },
);

describe('changesTexts', () => {
  it('counts what changed, since when, and nothing without an earlier report', () => {
    expect(changesTexts(changed)).toEqual([
      '1 new, 1 persisting, 1 resolved, 1 not looked at, 1 newly could not look since 2026-11-21 07:55 UTC (2h 5m ago)',
    ]);
    expect(changesTexts(makeReport([]))).toEqual([]);
  });
});

describe('goneTexts', () => {
  it('has a line for each resolved problem, and one for each reason not to have looked', () => {
    expect(goneTexts(changed)).toEqual([
      'resolved: sev2 Service shop/web: container web restarts again and again',
      'not looked at, cluster/quota was skipped: off: cluster/quota',
    ]);
  });

  it('ends after ten, and says how many there are more', () => {
    const findings = Array.from({ length: 13 }, (_, at) => makeFinding({ fingerprint: `f${at}` }));
    const earlier = makeReport([makeResult({ status: 'failed', findings })]);
    const report = { file: 'last.json', report: parseEarlierReport(JSON.stringify(earlier)) };
    const texts = goneTexts(compareReports(makeReport([makeResult()]), report));
    expect(texts).toHaveLength(11);
    expect(texts.at(-1)).toBe('resolved: 3 more, all of them in -o json');
  });
});

describe('what changed, in documents', () => {
  const render = async (format: ReportFormat, rows: number | null = null): Promise<string> =>
    (await rendererLoaders[format]())(changed, { ...fileRenderOptions, rows });

  it.each(['table', 'markdown', 'html', 'incident', 'junit', 'tap', 'nagios'] as const)(
    'is told by %s: counts, the new problem marked, the resolved one named',
    async (format) => {
      const text = (await render(format)).replace(/\\|<[^>!]*>/g, '');
      expect(text).toContain('1 new, 1 persisting, 1 resolved');
      expect(text).toMatch(/sev1 NEW Node worker-2/);
      expect(text).not.toMatch(/NEW Deployment/);
      expect(text).toContain('resolved: sev2 Service shop/web');
    },
  );

  it('stands on a terminal right above the headline, at the end', async () => {
    const lines = (await render('table', 24)).trimEnd().split('\n');
    expect(lines.slice(-3)).toMatchObject([
      expect.stringMatching(/^1 new, 1 persisting/),
      expect.stringMatching(/2h 5m ago/),
      expect.stringMatching(/^2 problems/),
    ]);
  });

  it('counts the new ones among those that a small screen hides', async () => {
    const problems = Array.from({ length: 30 }, (_, at) =>
      makeFinding({
        fingerprint: `p${at}`,
        severity: at === 29 ? 'sev3' : 'sev2',
        object: { ...nodeRef, name: `n${at}` },
      }),
    );
    const earlier = makeReport([makeResult({ status: 'failed', findings: problems.slice(0, 29) })]);
    const report = compareReports(makeReport([makeResult({ status: 'failed', findings: problems })]), {
      file: 'last.json',
      report: parseEarlierReport(JSON.stringify(earlier)),
    });
    const text = (await rendererLoaders.table())(report, { ...fileRenderOptions, rows: 24 });
    expect(text).toMatch(/and \d+ more above \(1 NEW\)/);
  });

  it('puts the new problem into the first line of a plugin', async () => {
    expect(await render('nagios')).toMatch(/^KAVMON CRITICAL - 3 problems \(2 new\): Node worker-2: NotReady/);
  });
});
