import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { externalPackages } from './external-packages.ts';

const modulesFolder = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Files of the published package that no run loads. */
const NOT_LOADED = /\/(?:types|schemas|README\.md|sbom\.cdx\.json)$/;

/** Copies what a run loads: the bundle `dist` to `into/dist`, and beside it the packages that it needs. */
export const copyProgram = async (dist: string, into: string): Promise<void> => {
  const isLoaded = (path: string) => !NOT_LOADED.test(path.slice(dist.length));
  await cp(dist, join(into, 'dist'), { recursive: true, filter: isLoaded });
  const isRun = (path: string) => !path.endsWith('.d.ts') && !path.endsWith('.map');
  for (const name of externalPackages.filter((one) => existsSync(join(modulesFolder, one)))) {
    await cp(join(modulesFolder, name), join(into, 'node_modules', name), { recursive: true, filter: isRun });
  }
};
