import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readEarlierReport } from '../../../src/commands/input/earlier-report.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const folder = folderForSuite('earlier-report');
const text = JSON.stringify(makeReport([makeResult({ status: 'failed', findings: [makeFinding()] })]));
const save = async (name: string, bytes: string | Buffer): Promise<string> => {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  return path;
};

describe('readEarlierReport', () => {
  it.each([
    ['plain', text],
    ['compressed', gzipSync(text)],
    ['as PowerShell writes it', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('reads a report %s', async (name, bytes) => {
    const path = await save(name, bytes);
    const { file, report } = await readEarlierReport(path);
    expect([file, report.problems.length]).toEqual([path, 1]);
  });

  it('reads a pipe', async () => {
    const path = join(folder.path, 'pipe');
    execFileSync('mkfifo', [path]);
    const [{ report }] = await Promise.all([readEarlierReport(path), writeFile(path, text)]);
    expect(report.problems).toHaveLength(1);
  });

  it.each([
    ['broken gzip data', gzipSync(text).subarray(0, 40), 'its gzip data is broken'],
    ['what unpacks to more than a report', gzipSync(Buffer.alloc(65 * 1024 * 1024, 32)), 'it is larger than 64 MiB'],
    ['what is no report', '[]', 'it is not a report'],
  ])('refuses %s, and names the file', async (name, bytes, message) => {
    const path = await save(name.replaceAll(' ', '-'), bytes);
    await expect(readEarlierReport(path)).rejects.toThrow(`--since ${path}: ${message}`);
  });

  it('refuses a folder, and a file that is not there', async () => {
    await expect(readEarlierReport(folder.path)).rejects.toThrow('it is a folder, not a file');
    await expect(readEarlierReport(join(folder.path, 'nowhere.json'))).rejects.toThrow('there is no such file');
  });
});
