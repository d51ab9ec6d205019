import { accessSync, constants } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Program } from './measure.ts';

/** The same checks for another program; undefined when it is not installed, or is not made for so many. */
type Peer = (urls: readonly string[]) => Promise<Program | undefined>;

export const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const fileWith = async (name: string, text: string): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), name);
  await writeFile(path, text);
  return path;
};

const cloudprober: Peer = async (urls) => {
  if (!isInstalled('cloudprober')) return undefined;
  const probes = urls.map((text, index) => {
    const { hostname, port, pathname } = new URL(text);
    return `probe { name: "p${index}" type: HTTP targets { host_names: "${hostname}" } interval_msec: 6000
      timeout_msec: 5000 http_probe { port: ${port} relative_url: "${pathname}" } }\n`;
  });
  const path = await fileWith('cloudprober.cfg', `${probes.join('')}surfacer { type: FILE }\nport: 0\n`);
  return { argv: ['cloudprober', '--run_once', '--config_file', path] };
};

const goss: Peer = async (urls) => {
  if (!isInstalled('goss')) return undefined;
  const checks = urls.map((url) => `  ${url}: { status: 200, timeout: 5000 }\n`);
  const path = await fileWith('goss.yaml', `http:\n${checks.join('')}`);
  return { argv: ['goss', '-g', path, 'validate', '--max-concurrent', String(urls.length)] };
};

/** One process for each check, one after another: how a monitoring agent runs it. */
const checkHttp: Peer = async (urls) => {
  if (!isInstalled('check_http') || urls.length > 100) return undefined;
  const calls = urls.map((text) => {
    const { hostname, port, pathname } = new URL(text);
    return `check_http -H ${hostname} -p ${port} -u ${pathname} -t 5\n`;
  });
  return { argv: ['sh', await fileWith('checks.sh', calls.join(''))] };
};

const peers: Readonly<Record<string, Peer>> = { cloudprober, goss, check_http: checkHttp };

/** The other programs that are on the PATH, set to the same checks. */
export const peersOn = async (urls: readonly string[]): Promise<Readonly<Record<string, Program>>> => {
  const programs: Record<string, Program> = {};
  for (const [name, peer] of Object.entries(peers)) {
    const program = await peer(urls);
    if (program !== undefined) programs[name] = program;
  }
  return programs;
};
