import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { enforcePolicies } from '../../cluster/policies.ts';
import { type ChartStage, getObjects } from '../chart-stage.ts';
import { CHART_FOLDER, type RenderedValue } from '../helm.ts';
import { type ChartSite, IMAGE_VALUES } from './chart-site.ts';
import { SHOP_NAMESPACE } from './namespaces.ts';

const FENCED_NAMESPACE = 'fenced';
const FENCED_DEPLOYMENT = 'deploy/fenced-kavmon-on-demand';
/** A port that the pod listens on, to test ingress. */
const LISTEN_PORT = 9999;

/** On a busy machine a second attempt may reach the timeout of the check before its own. */
const SINGLE_ATTEMPT = { attempts: 1 };

const FENCED_VALUES = {
  ...IMAGE_VALUES,
  config: {
    services: {
      listed: { checks: { 'http-endpoint': { url: `http://web.${SHOP_NAMESPACE}/` } } },
      unlisted: {
        checks: {
          'tcp-connection': { host: `vault.${SHOP_NAMESPACE}`, port: 443, timeout: '3s', retry: SINGLE_ATTEMPT },
        },
      },
    },
  },
  ...{ defaultJobs: true, test: { enabled: false }, jobDefaults: { suspend: true } },
  onDemand: { enabled: true },
  // Policies see the port of the pod, not of its Service: 8443 of `vault` is not listed.
  networkPolicy: { enabled: true, ports: [443, 6443, 8080] },
};

const LISTEN_SCRIPT = `
require('node:net').createServer((caller) => caller.end('come in')).listen(${LISTEN_PORT}, () => console.log('open'));
setTimeout(() => process.exit(), 60_000);`;

/** What a pod of the shop receives at that port: `come in`, or `shut` when it cannot connect. */
const connectFromShop = (stage: ChartStage, address: string): Promise<string> =>
  stage.kubectl(
    ...['exec', '-n', SHOP_NAMESPACE, 'deploy/web', '--'],
    'sh',
    '-c',
    `nc -w 3 ${address} ${LISTEN_PORT} </dev/null || echo shut`,
  );

interface FencedRelease {
  readonly address: string;
  /** Runs a program in the pod and returns its standard output. */
  readonly exec: (...line: readonly string[]) => Promise<string>;
  /** The results of a run in the pod. */
  readonly results: () => Promise<readonly RenderedValue[]>;
}

const installFenced = async ({ stage, valuesFile }: ChartSite): Promise<FencedRelease> => {
  const values = await valuesFile('fenced', FENCED_VALUES);
  await stage.helm(
    'install',
    'fenced',
    CHART_FOLDER,
    '-n',
    FENCED_NAMESPACE,
    '--create-namespace',
    '-f',
    values,
    '--wait',
  );
  const [pod] = await getObjects(stage, 'pods', '-n', FENCED_NAMESPACE);
  const exec: FencedRelease['exec'] = (...line) =>
    stage.kubectl('exec', '-n', FENCED_NAMESPACE, FENCED_DEPLOYMENT, '--', ...line);
  const check = [
    'kavmon',
    'check',
    '-g',
    'endpoint,storage',
    '--namespace',
    FENCED_NAMESPACE,
    '-o',
    'json',
    '--cronjob',
  ];
  return { address: pod.status.podIP, exec, results: async () => JSON.parse(await exec(...check)).results };
};

/** Status and reason of each result, by `SERVICE/NAME`. */
const outcomesByName = (results: readonly RenderedValue[]): Readonly<Record<string, readonly (string | null)[]>> =>
  Object.fromEntries(results.map(({ service, name, status, reason }) => [`${service}/${name}`, [status, reason]]));

/** Tests of the chart's NetworkPolicy. */
export const networkPolicyTests = (site: () => ChartSite) => {
  it('behind its NetworkPolicy a run reaches what is listed, tells what is not, and nobody gets in', async () => {
    const { stage } = site();
    const { address, exec, results } = await installFenced(site());
    let lift = async () => {};
    try {
      exec('/nodejs/bin/node', '-e', LISTEN_SCRIPT).catch(() => undefined);
      await waitFor('the door to be open', 20, async () => (await connectFromShop(stage, address)).includes('come in'));
      const free = outcomesByName(await results());
      expect(free).toMatchObject({ 'listed/http-endpoint': ['ok', null], 'unlisted/tcp-connection': ['ok', null] });
      // Further results show that the API server is reached.
      expect(Object.keys(free).length).toBeGreaterThan(2);

      lift = await enforcePolicies(stage.cluster, stage.node, FENCED_NAMESPACE);

      const behind = await results();
      expect(outcomesByName(behind)).toEqual({ ...free, 'unlisted/tcp-connection': ['timeout', 'connect_timeout'] });
      expect(behind.find(({ service }) => service === 'unlisted').durationMs).toBeLessThan(4000);
      expect(await connectFromShop(stage, address)).toContain('shut');
    } finally {
      await lift();
      await stage.helm('uninstall', 'fenced', '-n', FENCED_NAMESPACE, '--wait');
    }
  }, 120_000);
};
