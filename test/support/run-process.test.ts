import { expect, it } from 'vitest';
import { pollUntil } from './poll-until.ts';
import { isAlive } from './process-table.ts';
import { runProcess, startProcess } from './run-process.ts';

const runNode = (script: string, options = {}) => runProcess(process.execPath, ['-e', script], options);

it('a run command tells output, exit code and environment', async () => {
  const outcome = await runNode(
    'console.log(process.env.MINE, process.env.USER); console.error("bad"); process.exitCode = 3',
    {
      env: { MINE: 'yes' },
    },
  );
  expect(outcome).toMatchObject({
    stdout: 'yes undefined\n',
    stderr: 'bad\n',
    code: 3,
    timedOut: false,
    leftovers: [],
  });
});

it('a run command is handed its standard input', async () => {
  expect((await runProcess('cat', [], { stdin: 'hello' })).stdout).toBe('hello');
});

it('run ends a command at its time limit', async () => {
  const outcome = await runProcess('sleep', ['30'], { timeout: 200 });
  expect(outcome).toMatchObject({ code: undefined, signal: 'SIGKILL', timedOut: true });
  expect(outcome.durationMs).toBeLessThan(2000);
});

it('run finds what a command left behind, in its session and in another one, and ends it', async () => {
  const outcome = await runProcess('sh', ['-c', 'sleep 71 & setsid sleep 72 & exit 0']);
  expect(outcome.leftovers.map((row) => row.replace(/^\d+ /, ''))).toEqual(['sleep', 'sleep']);
  const [pid] = (outcome.leftovers[0] ?? '').split(' ');
  await pollUntil(() => isAlive(Number(pid)).then((alive) => !alive), { what: 'the end of the leftover' });
});

it('run measures memory and time, and still signals the command itself', async () => {
  const script =
    'globalThis.kept = Buffer.alloc(100e6, 1); process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1e6); console.log("up")';
  const running = await startProcess(process.execPath, ['-e', script], { measure: true });
  await pollUntil(() => running.stdout() === 'up\n', { what: 'the start' });
  await running.kill('SIGTERM');
  const outcome = await running.ended;
  expect(outcome.code).toBe(9);
  expect(outcome.peakMemory).toBeGreaterThan(100e6);
  expect(outcome.peakMemory).toBeLessThan(300e6);
  expect(outcome.cpuSeconds).toBeGreaterThan(0);
});
