import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { folderForTest } from '../support/for-test.ts';
import { cachedFolder, cacheFolder, isCached } from './cache.ts';

beforeEach(async () => {
  vi.stubEnv('XDG_CACHE_HOME', await folderForTest('cache'));
  return () => void vi.unstubAllEnvs();
});

it('a folder of the cache is made once, and by one of those who want it at once', async () => {
  let made = 0;
  const make = async (into: string) => writeFile(join(into, 'program'), `made ${++made}`);
  const paths = await Promise.all([cachedFolder('program-1', make), cachedFolder('program-1', make)]);
  expect(new Set([...paths, await cachedFolder('program-1', make)])).toEqual(
    new Set([join(cacheFolder(), 'program-1')]),
  );
  expect(made).toBe(1);
  expect(await readdir(cacheFolder())).toEqual(['program-1']);
});

it('two folders of the cache are made beside each other', async () => {
  const first = Promise.withResolvers<void>();
  const slow = cachedFolder('slow-1', () => first.promise);
  await cachedFolder('quick-1', async () => first.resolve());
  expect(await slow).toBe(join(cacheFolder(), 'slow-1'));
});

it('a folder whose making fails is not in the cache, and is made anew', async () => {
  const failing = cachedFolder('program-2', async (into) => {
    await writeFile(join(into, 'half'), '');
    throw new Error('no compiler');
  });
  await expect(failing).rejects.toThrow('no compiler');
  expect(isCached('program-2')).toBe(false);
  expect(await readdir(cacheFolder())).toEqual([]);
  await cachedFolder('program-2', async () => {});
  expect(isCached('program-2')).toBe(true);
});

it('what a killed process left unfinished goes when the same folder is made again', async () => {
  // Above the highest process id of the kernel (4194304), so no process has it.
  const [dead, alive, other] = ['a-1.4194305.part', `a-1.${process.ppid}.part`, 'a-10.4194305.part'];
  for (const name of [dead, alive, other]) await mkdir(join(cacheFolder(), name), { recursive: true });
  await cachedFolder('a-1', async () => {});
  expect([dead, alive, other].map((name) => existsSync(join(cacheFolder(), name)))).toEqual([false, true, true]);
});
