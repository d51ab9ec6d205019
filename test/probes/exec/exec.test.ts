import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ExecOptions, probeExec } from '../../../src/probes/exec/exec.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { isAlive } from '../../support/process-table.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const runProgram = (options: ExecOptions, timeoutMs = 5000) =>
  probeExec(options, { signal: AbortSignal.timeout(timeoutMs), phase: () => {} });
const runScript = (script: string, timeoutMs?: number) => runProgram({ argv: ['sh', '-c', script] }, timeoutMs);

/** Process ids that a script wrote into a file, one a line; they are there after an abort too. */
const withPids = async (work: (file: string) => Promise<unknown>): Promise<readonly number[]> => {
  const folder = await makeTemporaryFolder('exec');
  const file = join(folder.path, 'pids');
  await writeFile(file, '');
  await work(file);
  const pids = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  await folder.remove();
  return pids;
};

const allGone = (pids: readonly number[]) =>
  pollUntil(async () => (await Promise.all(pids.map(isAlive))).every((alive) => !alive), {
    what: 'their end',
    ms: 2000,
  });

it('the answer has the exit code and both outputs, and the program gets its input', async () => {
  expect(await runScript('echo out; echo err >&2; exit 7')).toMatchObject({
    code: 7,
    signal: null,
    stdout: 'out\n',
    stderr: 'err\n',
    cut: false,
  });
  expect(await runProgram({ argv: ['cat'], stdin: 'hello' })).toMatchObject({ code: 0, stdout: 'hello' });
});

it('a program that does not read its input to the end is no fault', async () => {
  const stdin = 'x'.repeat(1_000_000);
  expect(await runProgram({ argv: ['true'], stdin })).toMatchObject({ code: 0 });
  const reader = ['sh', '-c', 'head -c 1; exec <&-; echo; echo more; exit 3'];
  expect(await runProgram({ argv: reader, stdin })).toMatchObject({ code: 3, stdout: 'x\nmore\n' });
});

it('no shell reads the arguments', async () => {
  expect((await runProgram({ argv: ['printf', '%s', '$HOME; `id`'] })).stdout).toBe('$HOME; `id`');
});

it('a program gets only the variables that are named', async () => {
  process.env.KAVMON_TEST_PRIVATE = 'private';
  const names = (text: string) => text.split('\n').map((line) => line.split('=')[0]);
  const seen = names((await runProgram({ argv: ['env'], env: { OWN: '1' } })).stdout);
  expect(seen).toContain('PATH');
  expect(seen).toContain('OWN');
  expect(seen).not.toContain('KAVMON_TEST_PRIVATE');
  expect((await runProgram({ argv: ['env'], passEnv: ['PATH', 'KAVMON_TEST_PRIVATE'] })).stdout).toContain(
    '=private\n',
  );
  delete process.env.KAVMON_TEST_PRIVATE;
});

it('the answer has the signal that ended the program', async () => {
  expect(await runScript('kill -9 $$')).toMatchObject({ code: null, signal: 'SIGKILL' });
});

it('the first 64 KiB of an output are kept, and the rest is read, so that the program ends', async () => {
  const answer = await runScript('yes | head -c 1000000; exit 3');
  expect(answer).toMatchObject({ code: 3, cut: true });
  expect(answer.stdout).toHaveLength(65_536);
});

it.each([
  [{ argv: ['kavmon-no-such-program'] }, /kavmon-no-such-program cannot be started: it does not exist.*PATH is/],
  [{ argv: ['/nonexistent/x'] }, /it does not exist/],
  [{ argv: ['/etc/passwd'] }, /it is not executable/],
  [{ argv: ['true'], cwd: '/nonexistent' }, /the working folder \/nonexistent does not exist/],
  [{ argv: ['true', 'x'.repeat(3_000_000)] }, /too long/],
  [{ argv: ['true', 'a\0b'] }, /the program true cannot be started: .*null byte/],
] as const)('a program that cannot be started is a config error: %j', async (options, message) => {
  await expect(runProgram(options)).rejects.toMatchObject({
    name: 'ProbeError',
    reason: 'config',
    message: expect.stringMatching(message),
  });
});

it('an abort ends the whole process group, with those that ignore SIGTERM', async () => {
  const pids = await withPids(async (file) => {
    const script = `trap "" TERM; (trap "" TERM; sleep 60) & echo $! >> ${file}; echo $$ >> ${file}; sleep 60`;
    const controller = new AbortController();
    const running = probeExec({ argv: ['sh', '-c', script] }, { signal: controller.signal, phase: () => {} });
    await pollUntil(async () => (await readFile(file, 'utf8')).split('\n').length === 3, { what: 'both' });
    const aborted = performance.now();
    controller.abort(new Error('over'));
    await expect(running).rejects.toThrow('over');
    expect(performance.now() - aborted).toBeLessThan(1000);
  });
  expect(pids).toHaveLength(2);
  await allGone(pids);
});

it('a daemon that has left the group and lost its parent is ended', async () => {
  const pids = await withPids((file) =>
    runScript(`setsid sh -c 'echo $$ >> ${file}; exec sleep 60' & until [ -s ${file} ]; do sleep 0.05; done`),
  );
  expect(pids).toHaveLength(1);
  await allGone(pids);
});

it('a process of the group that has dropped its environment is ended', async () => {
  const pids = await withPids((file) => runScript(`env -i sleep 60 >/dev/null 2>&1 & echo $! >> ${file}`));
  expect(pids).toHaveLength(1);
  await allGone(pids);
});

it('a process that has dropped its environment and left the session is ended by an abort', async () => {
  const pids = await withPids(async (file) => {
    const script = `env -i "$(command -v setsid)" "$(command -v sleep)" 60 & echo $! >> ${file}; wait`;
    const controller = new AbortController();
    const running = probeExec({ argv: ['sh', '-c', script] }, { signal: controller.signal, phase: () => {} });
    await pollUntil(async () => (await readFile(file, 'utf8')) !== '', { what: 'the process' });
    controller.abort(new Error('over'));
    await expect(running).rejects.toThrow('over');
  });
  expect(pids).toHaveLength(1);
  await allGone(pids);
});

it('a process in the background that keeps the output open does not delay the answer', async () => {
  const answer = await runScript('sleep 60 & echo started');
  expect(answer).toMatchObject({ code: 0, stdout: 'started\n' });
  expect(answer.durationMs).toBeLessThan(1500);
});

it('a program that writes without end is ended by the signal', async () => {
  await expect(runProgram({ argv: ['yes'] }, 300)).rejects.toMatchObject({ name: 'TimeoutError' });
});

it('an aborted session starts nothing', async () => {
  const signal = AbortSignal.abort(new Error('over'));
  await expect(probeExec({ argv: ['true'] }, { signal, phase: () => {} })).rejects.toThrow('over');
});
