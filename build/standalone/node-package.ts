import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../../test/cache/cache.ts';
import { runCommand } from '../run-command.ts';
import type { NodePackage } from './platforms.ts';

/**
 * Copies one file of the package (`bin/node`) to the folder. Returns its path. The package is fetched once into the cache, and
 * compared with its pinned digest each time.
 *
 * @throws when npm cannot fetch it, or it is another one.
 */
export const extractFromPackage = async (source: NodePackage, file: string, into: string): Promise<string> => {
  const archive = await fetchPackage(source);
  await runCommand('tar', ['-xzf', archive, '-C', into, '--strip-components=1', `package/${file}`], into);
  return join(into, file);
};

const fetchPackage = async ({ name, version, integrity }: NodePackage): Promise<string> => {
  const spec = `${name}@${version}`;
  const folder = await cachedFolder(`${name}-${version}`, (unfinished) =>
    runCommand('npm', ['pack', '--silent', '--pack-destination', unfinished, spec], unfinished),
  );
  const archive = join(folder, `${name}-${version}.tgz`);
  ensureIntegrity(spec, await readFile(archive), integrity);
  return archive;
};

/** @throws when the bytes of the package do not have the digest (https://www.w3.org/TR/SRI/) that is pinned. */
export const ensureIntegrity = (what: string, bytes: Uint8Array, integrity: string): void => {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) throw new Error(`${what} is not what is pinned: it is ${found}, ${integrity} is expected`);
};
