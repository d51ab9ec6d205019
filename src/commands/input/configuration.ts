import type { CheckMetadata } from '../../check/check.ts';
import { type ConfigFiles, type KavmonConfig, loadConfig } from '../../config/load.ts';
import { workingFolder } from '../../process/working-folder.ts';
import { type Redactor, redactorFor } from '../../redaction/redactor.ts';
import type { CommandIo } from '../command-line/io.ts';

/** Where a command takes its registrations from. */
export interface CommandInput {
  /** Values of `-c`. */
  readonly config: readonly string[];
  /** The checks that there are, users' own among them. */
  readonly catalogue: readonly CheckMetadata[];
  /** The config files where they were read already, for what they say of own checks. */
  readonly configFiles?: ConfigFiles;
  /** Folder that relative paths start from; default: the process's. */
  readonly cwd?: string;
}

/** The configuration for a command that only looks at it, with a redactor for what it prints. */
export const readConfiguration = async (
  source: CommandInput,
  io: CommandIo,
): Promise<{ readonly config: KavmonConfig; readonly redactor: Redactor }> => {
  const redactor = redactorFor(io.env);
  const { catalogue, cwd = workingFolder(), configFiles: read } = source;
  const config = await loadConfig({ files: source.config, env: io.env, cwd, catalogue, redactor, read });
  return { config, redactor };
};
