import { expect, it } from 'vitest';
import { type ChartSite, waitForSamples } from './chart-site.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE } from './namespaces.ts';
import { runRelease } from './run-release.ts';

/** A canary: no log may contain it. */
const GATEWAY_PASSWORD = 'canary-gateway-70ad2e';
const PUSHED_TEAM = 'payments and orders';

const pushgatewayValues = (direct: string) => ({
  cluster: 'test',
  config: { services: { shop: { checks: { 'http-endpoint': { url: `http://web.${SHOP_NAMESPACE}/` } } } } },
  jobs: { shop: { groups: ['endpoint'] } },
  pushgateway: { urlSecret: { name: 'gateway', key: 'url' }, labels: { team: PUSHED_TEAM } },
  // A proxy that refuses connections: only requests that bypass it arrive.
  proxy: { http: 'http://127.0.0.1:9', none: direct },
});

/** Tests of metrics that are pushed to a Pushgateway. */
export const pushgatewayTests = (site: () => ChartSite) => {
  it('metrics pushed to a Pushgateway, past the proxy, are in Prometheus under their own job', async () => {
    const { stage } = site();
    const url = new URL(stage.reachable(stage.pushgateway.url));
    url.username = 'kavmon';
    url.password = GATEWAY_PASSWORD;
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'gateway', namespace: RELEASE_NAMESPACE } };
    await stage.cluster.apply([{ ...secret, stringData: { url: url.href } }]);
    const { log, pod } = await runRelease(site(), {
      name: 'pushing',
      job: 'shop',
      values: pushgatewayValues(url.hostname),
    });
    expect(JSON.stringify([log, pod.status])).not.toContain(GATEWAY_PASSWORD);
    const own = `job="pushing-kavmon-shop",team="${PUSHED_TEAM}"`;
    expect(await waitForSamples(stage, `kavmon_check_healthy{${own}}`)).toMatchObject([
      { value: 1, labels: { check_name: 'http-endpoint', check_service: 'shop' } },
    ]);
    const [pushed] = await waitForSamples(stage, `time() - push_time_seconds{${own}}`);
    expect(pushed?.value).toBeLessThan(120);
  }, 120_000);
};
