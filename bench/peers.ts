import { accessSync, constants } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildGoPeer } from './go-peers.ts';
import type { BenchProgram } from './measure.ts';

/** Another program that runs the same checks; undefined when it is not there, or not made for so many. */
type PeerProgram = (urls: readonly string[]) => Promise<BenchProgram | undefined>;

/** Whether a program is on the PATH. */
export const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** The program on the PATH, or the one that the bench has built. */
const findPeer = async (name: string): Promise<string | undefined> => (isInstalled(name) ? name : buildGoPeer(name));

const writeTempFile = async (name: string, text: string): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), name);
  await writeFile(path, text);
  return path;
};

const cloudproberPeer: PeerProgram = async (urls) => {
  const program = await findPeer('cloudprober');
  if (program === undefined) return undefined;
  const probes = urls.map((text, index) => {
    const { hostname, port, pathname } = new URL(text);
    return `probe { name: "p${index}" type: HTTP targets { host_names: "${hostname}" } interval_msec: 6000
      timeout_msec: 5000 http_probe { port: ${port} relative_url: "${pathname}" } }\n`;
  });
  const path = await writeTempFile('cloudprober.cfg', `${probes.join('')}surfacer { type: FILE }\nport: 0\n`);
  return { argv: [program, '--run_once', '--config_file', path] };
};

const gossPeer: PeerProgram = async (urls) => {
  const program = await findPeer('goss');
  if (program === undefined) return undefined;
  const checks = urls.map((url) => `  ${url}: { status: 200, timeout: 5000 }\n`);
  const path = await writeTempFile('goss.yaml', `http:\n${checks.join('')}`);
  return { argv: [program, '-g', path, 'validate', '--max-concurrent', String(urls.length)] };
};

/** One process for each check, one after another, as a monitoring agent runs it. */
const checkHttpPeer: PeerProgram = async (urls) => {
  if (!isInstalled('check_http') || urls.length > 100) return undefined;
  const calls = urls.map((text) => {
    const { hostname, port, pathname } = new URL(text);
    return `check_http -H ${hostname} -p ${port} -u ${pathname} -t 5\n`;
  });
  return { argv: ['sh', await writeTempFile('checks.sh', calls.join(''))] };
};

const peerPrograms: Readonly<Record<string, PeerProgram>> = {
  cloudprober: cloudproberPeer,
  goss: gossPeer,
  check_http: checkHttpPeer,
};

/** The other programs that are there, configured with the same checks. */
export const peersOn = async (urls: readonly string[]): Promise<Readonly<Record<string, BenchProgram>>> => {
  const programs: Record<string, BenchProgram> = {};
  for (const [name, peer] of Object.entries(peerPrograms)) {
    const program = await peer(urls);
    if (program !== undefined) programs[name] = program;
  }
  return programs;
};
