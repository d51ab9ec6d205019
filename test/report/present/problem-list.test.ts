import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../../src/model/result.ts';
import { indexDetails } from '../../../src/report/present/problem-details.ts';
import { listEntry } from '../../../src/report/present/problem-list.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { type Story, tellStories } from '../../../src/report/present/stories.ts';
import { displayWidth } from '../../../src/text/display-width.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const entryOf = (over: Partial<ReportedFinding>, width: number, maxLines: number): readonly string[] => {
  const root = makeFinding({ fingerprint: 'root', ...over });
  const follows = makeFinding({ reason: 'not_ready', fingerprint: 'follows', causedBy: 'root' });
  const report = makeReport([makeResult({ status: 'failed', findings: [root, follows] })]);
  const options = { ...fileRenderOptions, width };
  return listEntry(tellStories(report)[0] as Story, 7, { options, detailsOf: indexDetails(report), maxLines });
};

const lineOf = (over: Partial<ReportedFinding>, width: number): string => entryOf(over, width, 1).join('\n');

describe('an entry of the list of problems', () => {
  it('goes on under its object in as many lines as it may take, and ends with how many follow', () => {
    expect(entryOf({ message: 'the first words of it and the last words of it' }, 40, 3)).toEqual([
      '  7 ✗ sev2 Deployment shop/web: the',
      '           first words of it and the',
      '           last words of it (+1)',
    ]);
    expect(entryOf({ message: 'the first words of it and the last words of it' }, 40, 2)).toEqual([
      '  7 ✗ sev2 Deployment shop/web: the',
      '           first words of it and t… (+1)',
    ]);
  });

  it('has its rank, a sign, the severity, the object, the message and how many follow', () => {
    expect(lineOf({ message: 'exit code 3' }, 80)).toBe('  7 ✗ sev2 Deployment shop/web: exit code 3 (+1)');
  });

  it('shows a warning with another sign than a fault', () => {
    expect(lineOf({ level: 'warning' }, 80)).toMatch(/^ {2}7 ! /);
  });

  it.each([
    ['Latin', 'a long message of many words '.repeat(9)],
    ['East Asian', '容器反复启动然后结束'.repeat(9)],
    ['emoji', '🚀 lift off '.repeat(20)],
  ])('is no wider than its terminal, in %s, and keeps the count of what follows', (_, message) => {
    for (const width of [40, 80, 200]) {
      const line = lineOf({ message }, width);
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(line).toMatch(/… \(\+1\)$/);
    }
  });

  it('is no wider than its terminal when the name of the object takes two columns a character', () => {
    const object = { kind: 'Kind', namespace: '命名空间命名空间', name: '名字名字名字名字' };
    expect(displayWidth(lineOf({ object, message: 'ends again and again and again' }, 60))).toBeLessThanOrEqual(60);
  });
});
