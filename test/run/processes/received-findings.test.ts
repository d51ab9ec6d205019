import { describe, expect, it } from 'vitest';
import { collectFindings, iterateFindings } from '../../../src/findings/packed-findings.ts';
import type { ReportedFinding } from '../../../src/model/result.ts';
import { createReceivedFindings } from '../../../src/run/processes/received-findings.ts';
import { sendManyFindings } from '../../../src/run/processes/send-findings.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const makeFindings = (count: number, of: Partial<ReportedFinding> = {}): ReportedFinding[] =>
  Array.from({ length: count }, (_, index) => makeFinding({ message: `order ${index} is late`, ...of }));

/** A result that was sent and received in parts, and how large the largest of them was. */
const transfer = async (findings: readonly ReportedFinding[]) => {
  const received = createReceivedFindings();
  let largest = 0;
  const rest = await sendManyFindings(makeResult({ ...collectFindings(findings), status: 'failed' }), async (part) => {
    const bytes = Buffer.byteLength(JSON.stringify(part));
    largest = Math.max(largest, bytes);
    received.take(part, bytes);
  });
  received.take(rest.findings, 0);
  return { result: received.placeIn(rest), largest };
};

describe("the findings of a user's check", () => {
  it('are all received, in parts of a quarter of a megabyte and a finding at most', async () => {
    const { result, largest } = await transfer(makeFindings(3_000));
    expect([...iterateFindings(result)]).toEqual(makeFindings(3_000));
    expect(result).not.toHaveProperty('findingsLeftOut');
    expect(largest).toBeLessThan(2 ** 18 + 4_096);
  });

  it('stay in their result where they are few', async () => {
    const { result, largest } = await transfer(makeFindings(3));
    expect([result.findings.length, largest]).toEqual([3, 0]);
  });

  it('are faults first, and beyond 48 MiB counted as left out', async () => {
    const long = 'x'.repeat(2 ** 15);
    const warnings = makeFindings(1_600, { level: 'warning', message: long });
    const { result } = await transfer([...warnings, ...makeFindings(2)]);
    const received = [...iterateFindings(result)];
    expect(received.slice(0, 3).map(({ level }) => level)).toEqual(['fault', 'fault', 'warning']);
    expect(received.length).toBeLessThan(1_602);
    expect(received.length + (result.findingsLeftOut ?? 0)).toBe(1_602);
  });

  it('are refused beyond what a process of kavmon sends, by number and by size', () => {
    const few = makeFindings(1);
    expect(() =>
      createReceivedFindings().take(
        Array.from({ length: 100_001 }, () => few[0] as never),
        0,
      ),
    ).toThrow('more findings than one check has');
    const received = createReceivedFindings();
    received.take(few, 48 * 2 ** 20);
    expect(() => received.take(few, 2 ** 20 + 1)).toThrow('more findings than one check has');
  });
});
