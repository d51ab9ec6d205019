import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programNames } from '../program-names.ts';

/** Follows links itself, as krew makes them: `readlink -f` is not everywhere. */
const shellText = (script: string): string => `#!/bin/sh
# Runs kavmon with the Node.js that lies beside it.
self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=\${self%/*}/$link ;; esac
done
exec "\${self%/*}/lib/node" "\${self%/*}/lib/dist/${script}" "$@"
`;

const commandText = (script: string): string => `@"%~dp0lib\\node.exe" "%~dp0lib\\dist\\${script}" %*\r\n`;

/** Writes into the folder what people call: shell scripts, or command files of Windows. */
export const writeLaunchers = async (folder: string, isWindows: boolean): Promise<void> => {
  for (const name of programNames) {
    const path = join(folder, isWindows ? `${name}.cmd` : name);
    await writeFile(path, isWindows ? commandText(`${name}.cjs`) : shellText(`${name}.cjs`));
    await chmod(path, 0o755);
  }
};
