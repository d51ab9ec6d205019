import { kavmonVersion as ownVersion, versionLine } from '../process/version.ts';
import { stringifyPortably } from '../text/portable-json.ts';
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
  io.stdout(options.output === 'json' ? `${stringifyPortably(document, 2)}\n` : `${versionLine}\n`);
  return 0;
};
