import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readLocalFile, readLocalText } from '../../src/process/local-file.ts';
import { folderForTest } from '../support/for-test.ts';

it('readLocalText takes what is written into a FIFO, also when its writer comes later', async () => {
  const fifo = join(await folderForTest('fifo'), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const reading = readLocalText(fifo);
  // Long enough for the reader to have looked in vain.
  await sleep(100);
  await writeFile(fifo, 'hello');
  expect(await reading).toBe('hello');
});

it('readLocalFile refuses what has no end, a folder, and what is too large', async () => {
  await expect(readLocalFile('/dev/zero')).rejects.toThrow('it is larger than 4 MiB');
  await expect(readLocalFile('/')).rejects.toThrow('it is a folder');
  const path = join(await folderForTest('large'), 'large');
  await writeFile(path, 'abc');
  await expect(readLocalFile(path, 2)).rejects.toThrow('it is larger than');
});
