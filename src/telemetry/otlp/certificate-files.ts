import { stat } from 'node:fs/promises';
import { withinReadLimit } from '../../process/local-file.ts';
import { readVariable } from '../read-variable.ts';
import type { Signal } from './otlp-settings.ts';

const FILE_VARIABLES = ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY'] as const;

/**
 * Rejects when a certificate or key for the collector is no regular file, or does not answer within `ms`: the SDK reads it with a
 * call that blocks the main thread, and a FIFO or a dead mount would hold up the run for ever.
 */
export const checkCertificateFiles = async (signal: Signal, env: NodeJS.ProcessEnv, ms: number): Promise<void> => {
  for (const name of FILE_VARIABLES) {
    const names = [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`, `OTEL_EXPORTER_OTLP_${name}`];
    const path = readVariable(env, ...names);
    if (path !== undefined && !(await isReadable(path, ms))) throw new Error(`${names[1]}: ${path} is no regular file`);
  }
};

/** Of a file that is not there the SDK warns, and goes on. */
const isReadable = async (path: string, ms: number): Promise<boolean> =>
  withinReadLimit(
    stat(path).then(
      (stats) => stats.isFile(),
      () => true,
    ),
    ms,
  );
