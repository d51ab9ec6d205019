import { describe, expect, it } from 'vitest';
import { renderIncident } from '../../../src/report/formats/incident.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { findingOf, fullReport, reportOf, resultOf } from '../sample-report.ts';

const render = (report: Parameters<typeof renderIncident>[0]) => renderIncident(report, fileRenderOptions);

describe('incident', () => {
  it('tells each problem in order of weight, and what follows under its root alone', () => {
    const text = render(fullReport);
    expect(text.split('\n')[0]).toMatch(/^# \[SEV1\] kavmon: 4 problems \(1 sev1\), 2 consequences;/);
    const numbered = text.match(/^\d+\. sev\d/gm);
    expect(numbered).toEqual(fullReport.problems.map(({ severity }, at) => `${at + 1}. ${severity}`));
    expect(numbered?.[0]).toBe('1. sev1');
    expect(text).toContain('Takes along: image_pull of Service payments/api, status of Ingress payments/shop');
    expect(text).not.toMatch(/^\d+\. sev\d Ingress/m);
  });

  it('names the Services and Ingresses that are touched, also those that only follow', () => {
    const impact = render(fullReport).split('## Date and time')[0] ?? '';
    expect(impact).toContain('- Service payments/api: no ready endpoints: 0 of 2 pods are ready');
    expect(impact).toContain('- Ingress payments/shop: its backend has no ready endpoints');
    expect(impact).toContain('Some checks could not look');
  });

  it('takes its times from the snapshot and its objects, and not from now', () => {
    const finding = findingOf({
      evidence: { since: '2025-12-24T10:00:00Z', notAfter: '2027-01-01T00:00:00Z' },
      object: { kind: 'Node', name: 'worker-2' },
    });
    const base = reportOf([resultOf('failed', { findings: [finding] })]);
    const snapshot = { path: 'saved.json', takenAt: '2025-12-24T11:00:00.000Z', ageMs: 1 };
    const text = render({ ...base, run: { ...base.run, snapshot } });
    expect(text).toContain('- Began: 2025-12-24 10:00:00 UTC');
    expect(text).toContain('- Seen by kavmon: 2025-12-24 11:00:00 UTC, when the snapshot was taken');
    expect(text).toContain('   - Since: 2025-12-24 10:00:00 UTC\n');
    expect(text).toContain('- 2025-12-24 10:00:00 UTC Node worker-2: since\n- 2025-12-24 11:00:00 UTC snapshot taken');
    expect(text).not.toMatch(/2026|2027/);
  });

  it('says when the objects do not tell since when, unless the message has an age', () => {
    const since = (message: string) => render(reportOf([resultOf('failed', { message })]));
    expect(since('no answer')).toContain('Since: the objects do not tell\n');
    expect(since('not ready for 19m 21s')).not.toContain('Since:');
    expect(since('it ended 3m ago')).not.toContain('Since:');
  });

  it('leaves blanks for what only people know, and blames nobody', () => {
    const text = render(fullReport);
    for (const blank of ['Detected', 'Mitigated', 'Resolved']) expect(text).toContain(`- ${blank}: [to fill in:`);
    expect(text.match(/\[to fill in:/g)?.length).toBeGreaterThan(8);
    expect(text).not.toMatch(/human error|\bfault of\b|\bblame/i);
  });

  it('has a line of at most 300 characters for each of many problems, and mentions nobody', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      resultOf('failed', { name: `x-${index}`, message: '@here @channel '.repeat(500) }),
    );
    const text = render(reportOf(many));
    expect(text.match(/^\d+\. sev2 payments-api\/x-/gm)).toHaveLength(500);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(330);
    expect(text).not.toMatch(/@(here|channel)/);
  });

  it('is two lines when nothing is wrong', () => {
    expect(render(reportOf([resultOf('ok')]))).toMatch(/^kavmon: no problems; [^\n]*\n[^\n]*\n$/);
  });
});
