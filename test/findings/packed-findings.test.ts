import { describe, expect, it } from 'vitest';
import { collectFindings, type PackedResult, unpackResult } from '../../src/findings/packed-findings.ts';
import { verdictOfFindings } from '../../src/run/attempt/outcome.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const manyFindings = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    makeFinding({
      fingerprint: `f${index}`,
      level: index % 2 === 0 ? 'warning' : 'fault',
      message: `fault ${index}`,
      objects: [{ kind: 'Pod', name: `web-${index}` }],
    }),
  );

const packedResult = (count: number): PackedResult => {
  const {
    findings = [],
    packed,
    status,
    message,
  } = verdictOfFindings(collectFindings(manyFindings(count)), 'all well');
  return { ...makeResult({ status, message, findings }), ...(packed === undefined ? {} : { packed }) };
};

describe('findings of a check', () => {
  it('stay a list up to a thousand, and are packed beyond', () => {
    expect(packedResult(1_000)).not.toHaveProperty('packed');
    expect(packedResult(1_000).findings).toEqual(manyFindings(1_000));
    expect(packedResult(1_001)).toMatchObject({ findings: [], status: 'failed', message: 'fault 1 (and 1000 more)' });
  });

  it('are unpacked to the worst thousand, and counted to the last', () => {
    const result = unpackResult(packedResult(20_000));
    expect(result).toMatchObject({ status: 'failed', findingsLeftOut: 19_000, message: 'fault 1 (and 19999 more)' });
    expect(result.findings.map(({ message }) => message)).toEqual(
      manyFindings(2_000).flatMap(({ level, message }) => (level === 'fault' ? [message] : [])),
    );
    expect(result).not.toHaveProperty('packed');
  });

  it('that do not count change the verdict, wherever they were', () => {
    const last = unpackResult(packedResult(3_001), { keep: ({ fingerprint }) => fingerprint === 'f3000' });
    expect(last).toMatchObject({ status: 'degraded', message: 'fault 3000', findings: [{ fingerprint: 'f3000' }] });
    expect(last).not.toHaveProperty('findingsLeftOut');
    expect(unpackResult(packedResult(3_001), { keep: () => false, title: 'all well' })).toMatchObject({
      ...{ status: 'ok', healthy: true, message: 'all well', findings: [] },
    });
  });

  it('are all unpacked where no limit is set', () => {
    expect(unpackResult(packedResult(3_001), { limit: Number.POSITIVE_INFINITY }).findings).toEqual(
      manyFindings(3_001),
    );
  });
});
