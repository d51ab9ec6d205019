import { expect, it } from 'vitest';
import { HOME, SHOP } from './places.ts';
import { runRelease } from './release.ts';
import { type Site, samplesOf } from './site.ts';

/** A canary: no log may contain it. */
const PASSWORD = 'canary-gateway-70ad2e';
const TEAM = 'payments and orders';

const valuesOf = (direct: string) => ({
  cluster: 'test',
  config: { services: { shop: { checks: { 'http-endpoint': { url: `http://web.${SHOP}/` } } } } },
  jobs: { shop: { groups: ['endpoint'] } },
  pushgateway: { urlSecret: { name: 'gateway', key: 'url' }, labels: { team: TEAM } },
  // A proxy that refuses connections: only requests that bypass it arrive.
  proxy: { http: 'http://127.0.0.1:9', none: direct },
});

/** Tests of metrics that are pushed to a Pushgateway. */
export const pushing = (site: () => Site) => {
  it('metrics pushed to a Pushgateway, past the proxy, are in Prometheus under their own job', async () => {
    const { stage } = site();
    const url = new URL(stage.reachable(stage.pushgateway.url));
    url.username = 'kavmon';
    url.password = PASSWORD;
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'gateway', namespace: HOME } };
    await stage.cluster.apply([{ ...secret, stringData: { url: url.href } }]);
    const { log, pod } = await runRelease(site(), { name: 'pushing', job: 'shop', values: valuesOf(url.hostname) });
    expect(JSON.stringify([log, pod.status])).not.toContain(PASSWORD);
    const own = `job="pushing-kavmon-shop",team="${TEAM}"`;
    expect(await samplesOf(stage, `kavmon_check_healthy{${own}}`)).toMatchObject([
      { value: 1, labels: { check_name: 'http-endpoint', check_service: 'shop' } },
    ]);
    const [pushed] = await samplesOf(stage, `time() - push_time_seconds{${own}}`);
    expect(pushed?.value).toBeLessThan(120);
  }, 120_000);
};
