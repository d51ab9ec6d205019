import { readFileSync } from 'node:fs';

/** The version of the package that this file is part of. */
export const version: string = readVersion();

/** The manifest stands above the sources, and above what is built from them. */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;
    } catch {
      // not at this depth
    }
  }
  return 'unknown';
}
