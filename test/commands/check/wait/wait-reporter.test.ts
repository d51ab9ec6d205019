import { describe, expect, it } from 'vitest';
import { createWaitReporter } from '../../../../src/commands/check/wait/wait-reporter.ts';
import type { WaitedProblem } from '../../../../src/commands/check/wait/waited-for.ts';
import { displayWidth } from '../../../../src/text/display-width.ts';
import { makeFinding, makeResult } from '../../../support/sample-report.ts';

const finding = (responsive: number, name = 'web', message = 'launching: ContainerCreating') =>
  makeFinding({
    ...{ fingerprint: name, reason: 'not_settled', message, evidence: { state: 'launching', wanted: 3, responsive } },
    object: { kind: 'StatefulSet', namespace: 'shop', name },
  });

/** A teller on a terminal of 80 columns, after three seconds, and the lines that it wrote. */
const startTeller = () => {
  const lines: string[] = [];
  const tell = createWaitReporter({
    clock: { elapsedMs: () => 3000 },
    io: { stderr: (text: string) => lines.push(text.replace('\n', '')), terminal: { columns: 80 } },
    redactor: { text: (text: string) => text },
    routing: { isWatched: true },
  } as never);
  const look = (findings: readonly ReturnType<typeof finding>[], persisting = 0): readonly string[] => {
    const problems = findings.map((one) => ({ ...one, service: 'cluster', check: 'workloads-settled' }));
    const waited = { problems: problems as readonly WaitedProblem[], fingerprints: new Set<string>(), persisting };
    tell([makeResult({ findings })], { ...waited, isOpen: () => true });
    return lines.splice(0);
  };
  return look;
};

describe('the reporter of a wait', () => {
  it('tells what begins, how far it is, and what is done, and nothing twice', () => {
    const look = startTeller();
    expect(look([finding(0)])).toEqual(['     3s … StatefulSet shop/web 0/3: launching: ContainerCreating']);
    expect(look([finding(0)])).toEqual([]);
    expect(look([finding(1)])).toEqual(['     3s … StatefulSet shop/web 1/3: launching: ContainerCreating']);
    expect(look([])).toEqual(['     3s ✓ StatefulSet shop/web']);
  });

  it('writes no line that is wider than the terminal', () => {
    const [line = ''] = startTeller()([finding(0, 'web', `errored: ${'image not found '.repeat(20)}`)]);
    expect(displayWidth(line)).toBeLessThan(80);
    expect(line).toMatch(/…$/);
  });

  it('tells a dozen lines of many problems, and how many more there are', () => {
    const many = Array.from({ length: 40 }, (_, index) => finding(0, `web-${index}`));
    const lines = startTeller()(many);
    expect([lines.length, lines.at(-1)]).toEqual([12, '     3s … and 29 more']);
  });

  it('reports once how many problems from before it does not wait for', () => {
    const look = startTeller();
    expect(look([], 2)).toEqual(['     3s · 2 problems from before: see the report']);
    expect(look([], 2)).toEqual([]);
  });
});
