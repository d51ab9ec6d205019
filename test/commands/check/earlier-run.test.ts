import { describe, expect, it } from 'vitest';
import {
  compareWithEarlier,
  exitCodeOfNew,
  readComparison,
  refuseUnfitFlags,
} from '../../../src/commands/check/earlier-run.ts';
import type { CheckFlags } from '../../../src/commands/check/flags.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';

const flagsOf = (flags: Partial<CheckFlags>): CheckFlags => flags as CheckFlags;

describe('refuseUnfitFlags', () => {
  it('wants a report for --fail-on new, and standard input for one flag only', () => {
    expect(() => refuseUnfitFlags(flagsOf({ failOn: 'new' }))).toThrow('--fail-on new needs --since REPORT.json');
    expect(() => refuseUnfitFlags(flagsOf({ since: '-', snapshot: '-' }))).toThrow('both read standard input');
    expect(() => refuseUnfitFlags(flagsOf({ failOn: 'new', since: '-', snapshot: 'x.json' }))).not.toThrow();
  });
});

describe('readComparison', () => {
  const since = '/nowhere/last.json';

  it('refuses what cannot be used, but warns of it under --cronjob', async () => {
    await expect(readComparison(flagsOf({ since, cronjob: false }))).rejects.toThrow('--since /nowhere/last.json: ');
    const comparison = await readComparison(flagsOf({ since, cronjob: true }));
    const report = compareWithEarlier(makeReport([makeResult()]), comparison);
    expect(report.warnings).toEqual(['--since /nowhere/last.json: there is no such file; nothing was compared']);
    expect(report.since).toBeUndefined();
  });
});

describe('exitCodeOfNew', () => {
  it('is 1 for what was not compared, and when nothing was verified', () => {
    expect(exitCodeOfNew(makeReport([makeResult()]))).toBe(0);
    expect(exitCodeOfNew(makeReport([makeResult({ status: 'failed', message: 'refused' })]))).toBe(1);
    expect(exitCodeOfNew(makeReport([makeResult({ status: 'skipped' })]))).toBe(1);
    expect(exitCodeOfNew(makeReport([]))).toBe(0);
  });
});
