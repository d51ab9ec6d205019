import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/report/formats/table.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { displayWidth } from '../../../src/text/display-width.ts';
import { findingOf, fullReport, reportOf, resultOf } from '../sample-report.ts';

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
    for (const line of renderTable(report, { ...fileRenderOptions, width }).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 58));
    }
  });

  it('begins with the headline and the problems, the worst first', () => {
    const lines = renderTable(fullReport, fileRenderOptions).trimEnd().split('\n');
    const at = (text: string) => lines.findIndex((line) => line.includes(text));
    expect(lines[0]).toMatch(
      /^4 problems \(1 sev1\), 2 consequences; 2 of 9 checks healthy \(1 degraded\), 1 could not tell/,
    );
    expect(at('  1 ✗ sev1 ')).toBeLessThan(at('cluster/image-pull'));
    expect(at('1. ✗ sev1')).toBeLessThan(at('3. ✗ sev2'));
    expect(lines.some((line) => line.includes('http-ok'))).toBe(false);
  });

  it('ends on a terminal with the problems that fit, the worst last, and the headline', () => {
    const failed = Array.from({ length: 60 }, (_, at) =>
      resultOf('failed', { name: `check-${at}`, message: `no ${at}` }),
    );
    const object = { kind: 'Node', name: 'worker-2' };
    const findings = [findingOf({ object, severity: 'sev1', message: 'NotReady', fingerprint: 'f-node' })];
    const report = reportOf([...failed, resultOf('failed', { group: 'nodes', findings })]);
    const screen = renderTable(report, { ...fileRenderOptions, width: 80, rows: 24 })
      .trimEnd()
      .split('\n')
      .slice(-23);
    expect(screen.join('\n')).toContain('1 ✗ sev1 Node worker-2: NotReady\n');
    expect(screen.join('\n')).toMatch(/and \d+ more above/);
    expect(screen.slice(-2).join(' ')).toMatch(
      /61 problems \(1 sev1\), 0 consequences; 0 of 61 checks healthy, 0 could not tell/,
    );
  });

  it('shows what is ok and what was skipped when it is asked to', () => {
    const text = renderTable(fullReport, { ...fileRenderOptions, verbose: true });
    expect(text).toContain('http-ok');
    expect(text).toContain('http-skipped');
  });

  it('shows a chain of causes once, under its root', () => {
    const text = renderTable(fullReport, fileRenderOptions);
    expect(text.match(/Push the image/g)).toHaveLength(1);
    expect(text.match(/causes \w+ of (Service|Ingress) /g)).toHaveLength(2);
    expect(text.match(/ingress-backends|service-endpoints/g)).toBeNull();
  });
});
