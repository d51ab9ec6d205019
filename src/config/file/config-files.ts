import * as fs from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

// Not `node:fs/promises`: a command without a config file would load it for two calls, 2 ms and 1 MB.
const readFolder = promisify(fs.readdir);
const statPath = promisify(fs.stat);

/** Where the config files of a machine or a container are. */
export const SYSTEM_FOLDER = '/etc/kavmon';

/** Where config files may come from. */
export interface ConfigSources {
  /** Values of `-c`, in their order. */
  readonly files: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly systemFolder?: string;
}

/**
 * The config files that count, in the order in which they are merged: those of `-c`, else the first source that exists
 * (`README.md`, Configuration). Rejects when the system's folder is there and cannot be listed.
 */
export const configFiles = async (sources: ConfigSources): Promise<readonly string[]> => {
  if (sources.files.length > 0) return sources.files;
  const variable = sources.env.KAVMON_CONFIG;
  if (variable !== undefined && variable !== '') return variable.split(delimiter).filter((file) => file !== '');
  const system = await yamlFilesIn(sources.systemFolder ?? SYSTEM_FOLDER);
  if (system.length > 0) return system;
  const local = 'kavmon.yaml';
  return (await fileExists(join(sources.cwd, local))) ? [local] : [];
};

const yamlFilesIn = async (folder: string): Promise<string[]> => {
  const names = await readFolder(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
};

const fileExists = (path: string): Promise<boolean> =>
  statPath(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );

/** Why a read failed, without the path, which the caller names. */
export const readFailure = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return code === undefined ? message : `cannot be read (${code})`;
};
