import { describe, expect, it } from 'vitest';
import { fittingList } from '../../../src/report/present/fitting-list.ts';
import { indexDetails } from '../../../src/report/present/problem-details.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { tellStories } from '../../../src/report/present/stories.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const MESSAGE =
  'container points fails its readiness probe, which asks a port that nothing listens on, every three seconds';

const listOf = (problems: number, rows: number): readonly string[] => {
  const findings = Array.from({ length: problems }, (_, at) =>
    makeFinding({
      fingerprint: `f${at}`,
      message: MESSAGE,
      object: { kind: 'Pod', namespace: 'shop', name: `web-${String(at).padStart(2, '0')}` },
    }),
  );
  const report = makeReport([makeResult({ status: 'failed', findings })]);
  const options = { ...fileRenderOptions, width: 80 };
  return fittingList(tellStories(report), rows, { options, detailsOf: indexDetails(report) });
};

const wholeEntries = (lines: readonly string[]): number =>
  lines.filter((line) => line.endsWith('three seconds')).length;

describe('the list on the last screen', () => {
  it('tells the worst three to their end, the worst last, and the others in a line each', () => {
    const lines = listOf(35, 17);
    expect(lines).toHaveLength(17);
    expect(lines[0]).toBe('    and 22 more above; all of them: -o table | less');
    expect(lines.slice(-6)).toEqual([
      expect.stringMatching(/^ {2}3 .*web-02: /),
      expect.stringMatching(/three seconds$/),
      expect.stringMatching(/^ {2}2 .*web-01: /),
      expect.stringMatching(/three seconds$/),
      expect.stringMatching(/^ {2}1 .*web-00: /),
      expect.stringMatching(/three seconds$/),
    ]);
    expect(wholeEntries(lines)).toBe(3);
  });

  it('gives lines that are left to the next problems', () => {
    const lines = listOf(7, 17);
    expect(lines).toHaveLength(14);
    expect(wholeEntries(lines)).toBe(7);
  });

  it.each([
    [1, 0],
    [4, 1],
    [35, 3],
    [0, 17],
  ])('of %i problems has no more lines than %i, or three', (problems, rows) => {
    expect(listOf(problems, rows).length).toBeLessThanOrEqual(Math.max(3, rows));
  });
});
