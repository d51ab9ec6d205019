import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { collectOutput } from '../../../src/probes/exec/collect-output.ts';

it('output that arrived while the thread was blocked is read after the limit', async () => {
  const child = spawn('sh', ['-c', 'echo out; exec sleep 60']);
  const output = collectOutput(child, 100);
  const closed = output.closeWithin(20);
  for (const end = performance.now() + 300; performance.now() < end; );
  await closed;
  expect(output.texts()).toEqual({ stdout: 'out\n', stderr: '', cut: false });
  child.kill('SIGKILL');
});
