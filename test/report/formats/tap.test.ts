import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { renderTap } from '../../../src/report/formats/tap.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { hostileReport } from '../hostile-report.ts';
import { fullReport, reportOf } from '../sample-report.ts';

interface TestPoint {
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly diagnostics?: { readonly message: string; readonly status: string };
}

/** As a harness reads it: points, directives behind an unescaped `#`, YAML blocks. */
const readTap = (text: string): { readonly plan: number; readonly points: readonly TestPoint[] } => {
  const [version, plan = '', ...lines] = text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('# '));
  expect(version).toBe('TAP version 14');
  const points: TestPoint[] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    const point = /^(not )?ok (\d+) - (.*)$/.exec(line);
    if (line === '  ---') block = [];
    else if (line === '  ...') {
      points.push({ ...(points.pop() as TestPoint), diagnostics: parseYaml((block ?? []).join('\n')) });
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
    const { plan, points } = readTap(renderTap(report, fileRenderOptions));
    expect(plan).toBe(report.results.length);
    expect(points.map(({ ok }) => ok)).toEqual(report.results.map(({ healthy }) => healthy !== false));
    expect(points.map(({ skipped }) => skipped)).toEqual(report.results.map(({ status }) => status === 'skipped'));
    for (const [index, { diagnostics }] of points.entries()) {
      const { status } = report.results[index] ?? {};
      expect(diagnostics?.status).toBe(status === 'ok' || status === 'skipped' ? undefined : status);
    }
  });

  it('plans nothing when nothing ran', () => {
    expect(renderTap(reportOf([]), fileRenderOptions)).toMatch(
      /^TAP version 14\n1\.\.0 # SKIP no checks\n# no checks in this run\n/,
    );
  });
});
