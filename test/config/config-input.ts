import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckMetadata } from '../../src/check/check.ts';
import { type KavmonConfig, loadConfig } from '../../src/config/load.ts';
import { catalogue } from '../fixtures/checks.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

export interface ConfigInput {
  /** Files by name; those in `etc/` are the system's. */
  readonly files?: Readonly<Record<string, string>>;
  /** Values of `-c`. Default: every file outside of `etc/` but `kavmon.yaml`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly checks?: readonly CheckMetadata[];
}

export interface LoadedConfig extends KavmonConfig {
  /** What was registered with the redactor. */
  readonly secrets: readonly string[];
}

/** Loads a configuration that is written into a folder of its own. */
export const loadInput = async (given: ConfigInput): Promise<LoadedConfig> => {
  const folder = await makeTemporaryFolder('config');
  const secrets: string[] = [];
  try {
    for (const [name, text] of Object.entries(given.files ?? {})) {
      const path = join(folder.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const config = await loadConfig({
      files: given.flags ?? Object.keys(given.files ?? {}).filter((name) => /^[a-z]\.yaml$/.test(name)),
      env: { ...given.env },
      cwd: folder.path,
      systemFolder: join(folder.path, 'etc'),
      catalogue: given.checks ?? catalogue,
      redactor: { register: (value) => secrets.push(value) > 0 },
      ...(given.timeoutMs === undefined ? {} : { timeoutMs: given.timeoutMs }),
    });
    return { ...config, secrets };
  } finally {
    await folder.remove();
  }
};

/** The lines of the error that a configuration ends with. */
export const problemLines = async (given: ConfigInput): Promise<readonly string[]> => {
  const error = await loadInput(given).then(
    () => new Error('the configuration was accepted'),
    (thrown: Error) => thrown,
  );
  if (error.name !== 'UsageError') throw error;
  return error.message.split('\n').filter((line) => !/^\d+ errors in the configuration:$/.test(line));
};

/** One file named a.yaml. */
export const singleFile = (text: string): ConfigInput => ({ files: { 'a.yaml': text } });
