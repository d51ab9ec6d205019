import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchProgram } from './measure.ts';

const BUNDLE_PATH = fileURLToPath(new URL('../dist/kavmon.cjs', import.meta.url));

/** An environment without the caller's cluster, exporters and compile cache. */
const cleanEnv = { PATH: process.env.PATH, HOME: tmpdir() };

/** The built program with these arguments. */
export const kavmonProgram = (args: readonly string[], more: NodeJS.ProcessEnv = {}): BenchProgram => ({
  argv: [process.execPath, BUNDLE_PATH, ...args],
  env: { ...cleanEnv, ...more },
});

/** Node that runs an empty script: the lower bound of any Node program. */
export const bareNode: BenchProgram = { argv: [process.execPath, '-e', '0'], env: cleanEnv };

/** A run of one HTTP check for each URL. */
export const kavmonOnUrls = async (
  urls: readonly string[],
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<BenchProgram> => {
  const path = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'kavmon.yaml');
  const checks = urls.map((url) => `      - { url: '${url}', timeout: 5s }\n`);
  await writeFile(path, `services:\n  web:\n    checks:\n      http-endpoint:\n${checks.join('')}`);
  return kavmonOnConfig(path, ['-s', 'web', ...args], more);
};

/** A run of this configuration, which logs warnings only. */
export const kavmonOnConfig = (path: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): BenchProgram =>
  kavmonProgram(['-c', path, '-l', 'warning', ...args], more);
