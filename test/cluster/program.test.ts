import { expect, it } from 'vitest';
import { runLongTool } from './program.ts';

it('a long command returns its output, and hands on each line of both streams as progress', async () => {
  const lines: string[] = [];
  const output = await runLongTool(['sh', '-c', 'echo one; echo two >&2; echo three'], (line) => lines.push(line));
  expect(output).toBe('one\nthree');
  expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
});

it('a long command that fails is told with the end of its standard error', async () => {
  await expect(runLongTool(['sh', '-c', 'echo no compiler >&2; exit 3'])).rejects.toThrow('no compiler');
  await expect(runLongTool(['no-such-program'])).rejects.toThrow('ENOENT');
});

it('a long command is ended by silence, not by time', async () => {
  const talking = 'for n in 1 2 3 4 5 6 7 8; do echo $n; sleep 0.25; done';
  // Elapsing time is what is tested: two seconds of output with pauses of a quarter, then silence.
  await expect(runLongTool(['sh', '-c', talking], () => {}, 1)).resolves.toMatch(/8$/);
  await expect(runLongTool(['sleep', '60'], () => {}, 0.2)).rejects.toThrow('ended with SIGKILL');
});
