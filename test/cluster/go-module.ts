import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { findGo } from './go-toolchain.ts';
import { runTool } from './program.ts';

/**
 * The folder with the files of a Go module (`example.org/module@v1.2.3`), in Go's own cache; they are read-only.
 * @throws Error when the module proxy does not serve it.
 */
export const goModuleFolder = async (module: string): Promise<string> => {
  const folder = await makeTemporaryFolder('go-module');
  try {
    const answer = await runTool([await findGo(), '-C', folder.path, 'mod', 'download', '-json', module], 300);
    return JSON.parse(answer).Dir;
  } finally {
    await folder.remove();
  }
};
