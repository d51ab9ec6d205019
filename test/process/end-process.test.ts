import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProcess } from '../support/run-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const END_PROCESS_URL = new URL('../../src/process/end-process.ts', import.meta.url).href;

/**
 * Waits until the FIFO has a reader: before that, opening it for writing without blocking fails (fifo(7)). The writer
 * stays open.
 */
const waitForReader = (fifo: string): string => `
    const { constants, openSync } = await import('node:fs');
    for (let writer; writer === undefined; await new Promise((resolve) => setTimeout(resolve, 10))) {
      try {
        writer = openSync('${fifo}', constants.O_WRONLY | constants.O_NONBLOCK);
      } catch {}
    }`;

it('a thread inside a blocking call does not hold the process, and the exit code is right', async () => {
  const folder = await makeTemporaryFolder('end');
  const fifo = join(folder.path, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const source = `
    import { Worker } from 'node:worker_threads';
    import { endProcess } from '${END_PROCESS_URL}';
    new Worker("import('node:fs').then((fs) => fs.readFileSync('${fifo}'))", { eval: true });
    ${waitForReader(fifo)}
    process.stdout.write('told', () => endProcess(3, true));
  `;
  const end = await runProcess(process.execPath, ['--input-type=module', '-e', source], { timeout: 5000 });
  await folder.remove();
  expect(end).toMatchObject({ code: 3, stdout: 'told', stderr: '', timedOut: false, leftovers: [] });
});

it('a call that libuv is still in does not hold the process', async () => {
  const folder = await makeTemporaryFolder('end');
  const fifo = join(folder.path, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const source = `
    import { readFile } from 'node:fs/promises';
    import { endProcess } from '${END_PROCESS_URL}';
    readFile('${fifo}');
    ${waitForReader(fifo)}
    process.stdout.write('told', () => endProcess(5, false));
  `;
  const end = await runProcess(process.execPath, ['--input-type=module', '-e', source], { timeout: 5000 });
  await folder.remove();
  expect(end).toMatchObject({ code: 5, stdout: 'told', stderr: '', timedOut: false, leftovers: [] });
});

it('what is left open does not keep the process', async () => {
  const source = `import { endProcess } from '${END_PROCESS_URL}'; setInterval(() => {}, 1000); endProcess(4, false);`;
  const end = await runProcess(process.execPath, ['--input-type=module', '-e', source], { timeout: 5000 });
  expect(end).toMatchObject({ code: 4, timedOut: false });
});
