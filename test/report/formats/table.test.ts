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

  it('puts the worst first and the verdict last', () => {
    const lines = renderTable(fullReport, fileRenderOptions).trimEnd().split('\n');
    const at = (text: string) => lines.findIndex((line) => line.includes(text));
    expect(at('cluster/image-pull')).toBeLessThan(at('cluster/ingress-backends'));
    expect(at('http-timeout')).toBeLessThan(at('http-ok'));
    expect(lines.at(-1)).toBe('6 of 9 checks are not healthy on prod-eu, namespaces payments, ml-serving-prod');
  });

  it('shows a chain of causes once, under its root', () => {
    const text = renderTable(fullReport, fileRenderOptions);
    expect(text.match(/Push the image/g)).toHaveLength(1);
    expect(text.match(/causes \w+ of (Service|Ingress) /g)).toHaveLength(2);
    expect(text.match(/1 finding follows from what is told under its root: (Service|Ingress)/g)).toHaveLength(2);
  });
});
