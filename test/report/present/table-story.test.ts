import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/model/result.ts';
import { indexCauses } from '../../../src/report/present/causes.ts';
import { indexDetails } from '../../../src/report/present/problem-details.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { type Story, tellStories } from '../../../src/report/present/stories.ts';
import { storyLines } from '../../../src/report/present/table-story.ts';
import { displayWidth } from '../../../src/text/display-width.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const linesOf = (override: Partial<Result>, width = 80): readonly string[] => {
  const report = makeReport([makeResult({ status: 'failed', ...override })]);
  return storyLines(tellStories(report)[0] as Story, 1, {
    causes: indexCauses(report),
    detailsOf: indexDetails(report),
    options: { ...fileRenderOptions, width },
  });
};

describe('the details of a story', () => {
  it('begin with rank, sign, severity and object, and end with the remedy and the runbook', () => {
    const lines = linesOf({ findings: [makeFinding()], runbook: 'https://runbooks.example/crash' });
    expect(lines[0]).toBe('1. ✗ sev2 Deployment shop/web');
    expect(lines[1]).toBe('      pods cluster/crash-loops');
    expect(lines.slice(-2)).toEqual([
      '      remedy    Read the log of the previous container.',
      '      runbook   https://runbooks.example/crash',
    ]);
  });

  it('name the others that have the same cause', () => {
    const findings = ['web', 'api'].map((name) =>
      makeFinding({
        reason: 'image_pull',
        message: 'DNS: the name does not resolve',
        object: { kind: 'Deployment', namespace: 'shop', name },
        fingerprint: name,
      }),
    );
    expect(linesOf({ findings })).toContain('      the same of shop/web');
  });

  it('tell the attempts only when there were several', () => {
    const attempt = { n: 1, startedAt: '2026-11-21T10:00:00.000Z', durationMs: 5, status: 'failed' } as const;
    const retried = [{ ...attempt, reason: 'connect_refused' } as const, { ...attempt, n: 2 }];
    expect(linesOf({ attempts: retried })).toContain('      2 attempts: connect_refused, failed');
    expect(linesOf({ attempts: [attempt] }).join('\n')).not.toContain('attempt');
  });

  it('tell the message of a check without a finding, broken at blanks', () => {
    const lines = linesOf({ message: 'no answer came '.repeat(12).trim(), remedy: '' }, 60);
    expect(lines.slice(2).join(' ').replaceAll(/ +/g, ' ').trim()).toBe('no answer came '.repeat(12).trim());
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });
});
