import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { findGo } from './go-toolchain.ts';
import { runTool } from './program.ts';

/** Checksums of modules that the checksum database lacks, as go.sum has them: of the files, and of go.mod. */
const OWN_SUMS: ReadonlyMap<string, readonly [files: string, goMod: string]> = new Map([
  [
    'github.com/percona/percona-xtradb-cluster-operator@v1.18.0',
    ['h1:qUfxoYsegxIr3g8vrH8es2Leiqu8NnVMbBzxaAv1Q2o=', 'h1:5+FzPqMdzJ7lU/DiD6E/ENmWrY4ENgV6EPVIabqBxzI='],
  ],
  [
    'github.com/percona/percona-server-mongodb-operator@v1.20.1',
    ['h1:j+SIm9TQB0FlG3WS7Afm6X8BdkS5CWDABErdmxZ08yA=', 'h1:x3PI+1HbzP1QSO/f5MYChJ6aHTT6uFr2Zir6rVjwpOw='],
  ],
]);

/**
 * The folder with the files of a Go module (`example.org/module@v1.2.3`), in Go's own cache; they are read-only.
 * @throws Error when the module proxy does not serve it.
 */
export const goModuleFolder = async (module: string): Promise<string> => {
  const folder = await makeTemporaryFolder('go-module');
  try {
    await writeSums(folder.path, module);
    const answer = await runTool([await findGo(), '-C', folder.path, 'mod', 'download', '-json', module], 300);
    return JSON.parse(answer).Dir;
  } finally {
    await folder.remove();
  }
};

/** Go asks the checksum database only of what the go.sum of the module around it lacks. */
const writeSums = async (folder: string, module: string): Promise<void> => {
  const sums = OWN_SUMS.get(module);
  if (sums === undefined) return;
  const name = module.replace('@', ' ');
  await writeFile(join(folder, 'go.mod'), 'module definitions\n');
  await writeFile(join(folder, 'go.sum'), `${name} ${sums[0]}\n${name}/go.mod ${sums[1]}\n`);
};
