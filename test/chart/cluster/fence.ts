import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { enforcePolicies } from '../../cluster/policies.ts';
import { chart, type Rendered } from '../helm.ts';
import { listOf, type Stage } from '../stage.ts';
import { SHOP } from './places.ts';
import { IMAGE_VALUES, type Site } from './site.ts';

const FENCED = 'fenced';
const POD = 'deploy/fenced-kavmon-on-demand';
/** A port that the pod listens on, to test ingress. */
const DOOR = 9999;

/** On a busy machine a second attempt may reach the timeout of the check before its own. */
const ONCE = { attempts: 1 };

const VALUES = {
  ...IMAGE_VALUES,
  config: {
    services: {
      listed: { checks: { 'http-endpoint': { url: `http://web.${SHOP}/` } } },
      unlisted: { checks: { 'tcp-connection': { host: `vault.${SHOP}`, port: 443, timeout: '3s', retry: ONCE } } },
    },
  },
  ...{ defaultJobs: true, test: { enabled: false }, jobDefaults: { suspend: true } },
  onDemand: { enabled: true },
  // Policies see the port of the pod, not of its Service: 8443 of `vault` is not listed.
  networkPolicy: { enabled: true, ports: [443, 6443, 8080] },
};

const LISTEN = `
require('node:net').createServer((caller) => caller.end('come in')).listen(${DOOR}, () => console.log('open'));
setTimeout(() => process.exit(), 60_000);`;

/** What a pod of the shop receives at that port: `come in`, or `shut` when it cannot connect. */
const knock = (stage: Stage, address: string): Promise<string> =>
  stage.kubectl(
    ...['exec', '-n', SHOP, 'deploy/web', '--'],
    'sh',
    '-c',
    `nc -w 3 ${address} ${DOOR} </dev/null || echo shut`,
  );

interface Fenced {
  readonly address: string;
  /** Runs a program in the pod and returns its standard output. */
  readonly exec: (...line: readonly string[]) => Promise<string>;
  /** The results of a run in the pod. */
  readonly results: () => Promise<readonly Rendered[]>;
}

const install = async ({ stage, valuesFile }: Site): Promise<Fenced> => {
  const values = await valuesFile('fenced', VALUES);
  await stage.helm('install', 'fenced', chart, '-n', FENCED, '--create-namespace', '-f', values, '--wait');
  const [pod] = await listOf(stage, 'pods', '-n', FENCED);
  const exec: Fenced['exec'] = (...line) => stage.kubectl('exec', '-n', FENCED, POD, '--', ...line);
  const check = ['kavmon', 'check', '-g', 'endpoint,storage', '--namespace', FENCED, '-o', 'json', '--cronjob'];
  return { address: pod.status.podIP, exec, results: async () => JSON.parse(await exec(...check)).results };
};

/** Status and reason of each result, by `SERVICE/NAME`. */
const outcomes = (results: readonly Rendered[]): Readonly<Record<string, readonly (string | null)[]>> =>
  Object.fromEntries(results.map(({ service, name, status, reason }) => [`${service}/${name}`, [status, reason]]));

/** Tests of the chart's NetworkPolicy. */
export const fence = (site: () => Site) => {
  it('behind its NetworkPolicy a run reaches what is listed, tells what is not, and nobody gets in', async () => {
    const { stage } = site();
    const { address, exec, results } = await install(site());
    let lift = async () => {};
    try {
      exec('/nodejs/bin/node', '-e', LISTEN).catch(() => undefined);
      await waitFor('the door to be open', 20, async () => (await knock(stage, address)).includes('come in'));
      const free = outcomes(await results());
      expect(free).toMatchObject({ 'listed/http-endpoint': ['ok', null], 'unlisted/tcp-connection': ['ok', null] });
      // Further results show that the API server is reached.
      expect(Object.keys(free).length).toBeGreaterThan(2);

      lift = await enforcePolicies(stage.cluster, stage.node, FENCED);

      const behind = await results();
      expect(outcomes(behind)).toEqual({ ...free, 'unlisted/tcp-connection': ['timeout', 'connect_timeout'] });
      expect(behind.find(({ service }) => service === 'unlisted').durationMs).toBeLessThan(4000);
      expect(await knock(stage, address)).toContain('shut');
    } finally {
      await lift();
      await stage.helm('uninstall', 'fenced', '-n', FENCED, '--wait');
    }
  }, 120_000);
};
