import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../test/cache/cache.ts';
import { goModuleFolder } from '../test/cluster/go-module.ts';
import { compileGo } from '../test/cluster/go-toolchain.ts';
import { runTool } from '../test/cluster/program.ts';
import { makeTemporaryFolder } from '../test/support/temporary-folder.ts';

/** A program of the Go world that the bench builds when it is not on the PATH. */
interface GoPeer {
  readonly module: string;
  readonly version: string;
  /** The folder of its main package, below that of the module. */
  readonly main: string;
}

const GO_PEERS: Readonly<Record<string, GoPeer>> = {
  cloudprober: { module: 'github.com/cloudprober/cloudprober', version: 'v0.14.3', main: './cmd/cloudprober' },
  goss: { module: 'github.com/goss-org/goss', version: 'v0.4.9', main: './cmd/goss' },
};

/** Path of such a program, built once of its pinned version into the cache; undefined when it cannot be, with a word why. */
export const buildGoPeer = async (name: string): Promise<string | undefined> => {
  const peer = GO_PEERS[name];
  if (peer === undefined) return undefined;
  try {
    const folder = await cachedFolder(`${name}-${peer.version}`, async (into, progress) => {
      // Those of Go's own cache are read-only, and a build may complete go.sum.
      const source = await makeTemporaryFolder(name);
      try {
        await cp(await goModuleFolder(`${peer.module}@${peer.version}`), source.path, { recursive: true });
        await runTool(['chmod', '-R', 'u+w', source.path]);
        await compileGo({ folder: source.path, name: peer.main, flags: '', into: join(into, name) }, progress);
      } finally {
        await source.remove();
      }
    });
    return join(folder, name);
  } catch (error) {
    process.stderr.write(`${name} is not measured: ${error instanceof Error ? error.message.slice(0, 300) : error}\n`);
    return undefined;
  }
};
