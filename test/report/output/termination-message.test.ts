import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { terminationMessage, writeTerminationMessage } from '../../../src/report/output/termination-message.ts';
import { runKavmon } from '../../support/run-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { findingOf, reportOf, resultOf } from '../sample-report.ts';

let messageFolder: TemporaryFolder;
beforeAll(async () => {
  messageFolder = await makeTemporaryFolder('last-words');
});
afterAll(() => messageFolder.remove());

const failingPod = { kind: 'Pod', namespace: 'shop', name: 'web-1', container: 'app' };

describe('the termination message', () => {
  it('begins with the headline, and tells the problems, the worst first', () => {
    const findings = [
      findingOf({ object: failingPod, severity: 'sev1', reason: 'crash_loop', message: 'restarted\n  7 times' }),
    ];
    const failed = resultOf('failed', { name: 'crash-loops', service: 'cluster', reason: 'crash_loop', findings });
    const late = resultOf('timeout', { name: 'front', reason: 'connect_timeout', message: 'no answer in 5 s' });
    expect(terminationMessage(reportOf([resultOf('ok'), late, failed]))).toBe(
      '2 problems (1 sev1), 0 consequences; 1 of 3 checks healthy, 0 could not tell; ' +
        'sev1 Pod shop/web-1: restarted 7 times; sev2 payments-api/front: no answer in 5 s\n',
    );
  });

  it('says that all is well, and when nothing was verified', () => {
    const [ok, skipped] = [resultOf('ok'), resultOf('skipped')];
    expect(terminationMessage(reportOf([ok]))).toBe('no problems; 1 of 1 check healthy, 0 could not tell\n');
    expect(terminationMessage(reportOf([skipped]))).toBe('nothing was verified: 1 check skipped\n');
    expect(terminationMessage(reportOf([]))).toBe('no checks in this run\n');
  });

  it('contains an error that many checks have in common once', () => {
    const blind = ['a', 'b', 'c'].map((name) =>
      resultOf('error', { name, reason: 'config', message: 'no such place' }),
    );
    expect(terminationMessage(reportOf(blind))).toBe(
      'none of 3 checks could look; sev2 3 checks could not look: no such place\n',
    );
  });

  it('is one line of at most 4 KiB that counts what it leaves out', () => {
    const many = Array.from({ length: 100 }, (_, n) =>
      resultOf('failed', { name: `n-${n}`, message: 'ü'.repeat(500) }),
    );
    const words = terminationMessage(reportOf(many));
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(words)).toBeGreaterThan(3000);
    const [, left] = /^100 problems, .*; and (\d+) more\n$/.exec(words) ?? [];
    expect(words.split('; sev2 ').length - 1 + Number(left)).toBe(100);
  });

  it('is reported when it cannot be written', async () => {
    const report = reportOf([resultOf('ok')]);
    expect(await writeTerminationMessage(report, '/nowhere/log')).toMatch(
      /^the termination message is missing: cannot write/,
    );
    const path = join(messageFolder.path, 'log');
    await writeFile(path, 'what was there before, and longer');
    await chmod(path, 0o666);
    expect(await writeTerminationMessage(report, path)).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('no problems; 1 of 1 check healthy, 0 could not tell\n');
  });

  it('is written where the environment says, without secrets', async () => {
    const [log, config] = [join(messageFolder.path, 'words'), join(messageFolder.path, 'kavmon.yaml')];
    const url = { env: 'HIDDEN_URL' };
    await writeFile(config, JSON.stringify({ services: { shop: { checks: { 'http-endpoint': { url } } } } }));
    const env = { KAVMON_TERMINATION_LOG: log, HIDDEN_URL: 'http://127.0.0.1:1/s3cret-path' };
    const { code } = await runKavmon(['-c', config, '-g', 'endpoint'], { env });
    expect(code).toBe(1);
    const words = await readFile(log, 'utf8');
    expect(words).toMatch(
      /^1 problem, 0 consequences; 0 of 1 check healthy, 0 could not tell; sev2 shop\/http-endpoint: /,
    );
    expect(words).not.toContain('s3cret');
  });
});
