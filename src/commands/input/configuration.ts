import type { CheckMetadata } from '../../check/check.ts';
import { type KavmonConfig, loadConfig } from '../../config/load.ts';
import { workingFolder } from '../../process/working-folder.ts';
import { type Redactor, redactorFor } from '../../redaction/redactor.ts';
import type { CommandIo } from '../command-line/io.ts';

/** Where a command takes its registrations from. */
export interface CommandInput {
  /** Values of `-c`. */
  readonly config: readonly string[];
  /** The checks that there are, those of `--checks` among them. */
  readonly catalogue: readonly CheckMetadata[];
  /** Folder that relative paths start from; default: the process's. */
  readonly cwd?: string;
}

/** The configuration for a command that only looks at it, with a redactor for what it prints. */
export const readConfiguration = async (
  source: CommandInput,
  io: CommandIo,
): Promise<{ readonly config: KavmonConfig; readonly redactor: Redactor }> => {
  const redactor = redactorFor(io.env);
  const { catalogue, cwd = workingFolder() } = source;
  const config = await loadConfig({ files: source.config, env: io.env, cwd, catalogue, redactor });
  return { config, redactor };
};
