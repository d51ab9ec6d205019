import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './measure.ts';

const BIN = fileURLToPath(new URL('../dist/kavmon.cjs', import.meta.url));

/** Nothing of whoever starts the bench: no cluster, no exporters, no cache, and the CPUs of the machine. */
const env = { PATH: process.env.PATH, HOME: tmpdir() };

/** The built program with these arguments. */
export const kavmon = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Program => ({
  argv: [process.execPath, BIN, ...args],
  env: { ...env, ...more },
});

/** Node that does nothing: the least that any program written for it takes. */
export const bareNode: Program = { argv: [process.execPath, '-e', '0'], env };

/** A run of as many HTTP checks as there are URLs. */
export const kavmonOn = async (
  urls: readonly string[],
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Program> => {
  const path = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'kavmon.yaml');
  const checks = urls.map((url) => `      - { url: '${url}', timeout: 5s }\n`);
  await writeFile(path, `services:\n  web:\n    checks:\n      http-endpoint:\n${checks.join('')}`);
  return kavmon(['-c', path, '-s', 'web', '-l', 'warning', ...args], more);
};
