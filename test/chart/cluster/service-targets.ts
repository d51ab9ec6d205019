import { expect, it } from 'vitest';
import { resultsIn } from '../chart-stage.ts';
import type { ChartSite } from './chart-site.ts';
import { SHOP_NAMESPACE } from './namespaces.ts';
import { runRelease } from './run-release.ts';

const target = (service: string, more: object = {}) => ({ service, namespace: SHOP_NAMESPACE, ...more });

const TARGETED = {
  well: { 'http-endpoint': { target: target('web', { each: true }) } },
  steps: { 'http-steps': { target: target('web'), steps: [{ name: 'home', url: '/' }] } },
  certificate: { 'tls-certificate': { target: target('vault'), trusted: false, named: false } },
  cache: { 'redis-connection': { target: target('mute'), timeout: '3s' } },
  closed: { 'http-endpoint': { target: target('web', { port: 81 }) } },
  elsewhere: { 'http-endpoint': { target: { service: 'kubernetes', namespace: 'default' } } },
};

/** Tests of Services that a configuration names, asked in a pod. */
export const serviceTargetTests = (site: () => ChartSite) => {
  it('asks Services by their names in the cluster, and each pod at its address', async () => {
    const services = Object.fromEntries(Object.entries(TARGETED).map(([name, checks]) => [name, { checks }]));
    const values = {
      config: { services },
      scope: { namespaces: [SHOP_NAMESPACE] },
      jobs: { targets: { services: Object.keys(TARGETED), exitZero: true } },
    };
    const { log } = await runRelease(site(), { name: 'targets', job: 'targets', values });
    const found = Object.fromEntries(resultsIn(log).map((result) => [result.service, result]));
    expect(found).toMatchObject({
      well: { status: 'ok', notes: [] },
      steps: { status: 'ok' },
      certificate: { status: 'ok' },
      cache: {
        status: 'timeout',
        message: expect.stringContaining(`reached the phase query at mute.${SHOP_NAMESPACE}.svc:`),
      },
      closed: { status: 'error', reason: 'config', message: expect.stringContaining('has no port 81') },
      elsewhere: { status: 'error', reason: 'config', message: expect.stringContaining('none of the namespaces') },
    });
  }, 120_000);
};
