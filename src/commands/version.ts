import { kavmonVersion as ownVersion } from '../process/version.ts';
import type { CommandIo } from './command-line/io.ts';

export interface VersionOptions {
  readonly output: 'text' | 'json';
}

/** Prints the versions that a bug report needs. Returns the exit code. */
export const printVersion = async (options: VersionOptions, io: CommandIo): Promise<number> => {
  const document = {
    version: ownVersion,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
  const text = `kavmon ${document.version} (Node.js ${document.node}, ${document.platform})\n`;
  io.stdout(options.output === 'json' ? `${JSON.stringify(document, null, 2)}\n` : text);
  return 0;
};
