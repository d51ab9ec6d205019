import type { Io } from './program/io.ts';

export interface VersionOptions {
  /** Of kavmon. */
  readonly version: string;
  readonly output: 'text' | 'json';
}

/** Prints the versions that a bug report needs. Returns the exit code. */
export const version = async (options: VersionOptions, io: Io): Promise<number> => {
  const document = {
    version: options.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
  const text = `kavmon ${document.version} (Node.js ${document.node}, ${document.platform})\n`;
  io.stdout(options.output === 'json' ? `${JSON.stringify(document, null, 2)}\n` : text);
  return 0;
};
