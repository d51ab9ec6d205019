import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { folderForSuite } from '../support/for-test.ts';
import { KAVMON_ENTRY, REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';

const flagsFolder = folderForSuite('v8-flags');

/**
 * Has a process write at its end the number that V8 makes of its flags: of all but `--parallel-scavenge` and
 * `--concurrent-recompilation`, which it does not count.
 */
const WRITE_FLAGS = `import { cachedDataVersionTag } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => process.stderr.write('flags ' + cachedDataVersionTag()));`;

interface FlaggedRun {
  readonly stdout: string;
  /** Standard error but for log lines. V8 complains there about flags that it does not know. */
  readonly written: string;
}

const runWithFlagTag = async (args: readonly string[]): Promise<FlaggedRun> => {
  const writing = ['--import', `data:text/javascript,${encodeURIComponent(WRITE_FLAGS)}`];
  const { stdout, stderr } = await runProcess(process.execPath, [...writing, ...args]);
  return { stdout, written: stderr.replaceAll(/^\{.*\n/gm, '') };
};

/** The number of V8's own flags with these. */
const tagOfFlags = async (...flags: readonly string[]): Promise<string> =>
  (await runWithFlagTag(['-e', `${JSON.stringify(flags)}.forEach(require('node:v8').setFlagsFromString)`])).written;

const SNAPSHOT = join(REPOSITORY_ROOT, 'test/fixtures/dead-node');
const SERVICES = { web: { checks: { 'tcp-connection': { host: '127.0.0.1', port: 1 } } } };

/** Runs a group of checks; `filler` makes its configuration as long as one of many checks. */
const runGroup = async (group: string, filler = ''): Promise<FlaggedRun> => {
  const path = join(flagsFolder.path, `${group}-${filler.length}.yaml`);
  await writeFile(path, `${JSON.stringify({ services: SERVICES })}\n${filler}`);
  const args = ['check', '-c', path, '--snapshot', SNAPSHOT, '-g', group, '--no-metrics', '-o', 'json'];
  return runWithFlagTag([KAVMON_ENTRY, ...args]);
};

const FILLER = `# ${'-'.repeat(10_000)}\n`;

const judgementsOf = ({ stdout }: FlaggedRun) =>
  (JSON.parse(stdout) as Report).results.map(({ name, status, reason, message, findings }) => {
    return { name, status, reason, message, findings };
  });

it("a cluster is judged under V8's own flags but for young objects beside many checks, and as without them", async () => {
  const withoutMany = await runGroup('pods');
  expect(withoutMany.written).toBe(await tagOfFlags());
  const withMany = await runGroup('pods', FILLER);
  expect(withMany.written).toBe(await tagOfFlags('--semi-space-growth-factor=1'));
  expect(judgementsOf(withMany)).toEqual(judgementsOf(withoutMany));
  expect(judgementsOf(withMany).flatMap(({ findings }) => findings)).not.toEqual([]);
});

it('many checks alone keep the flags that save their memory', async () => {
  const flags = ['--no-incremental-marking', '--initial-old-space-size=64', '--no-maglev', '--no-opt'];
  expect((await runGroup('endpoint', FILLER)).written).toBe(await tagOfFlags('--semi-space-growth-factor=1', ...flags));
});
