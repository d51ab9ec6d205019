import { expect, it } from 'vitest';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE } from './namespaces.ts';

const REFUSED_REQUESTS = [
  ['list', 'secrets', '-n', SHOP_NAMESPACE],
  ['get', 'secrets', '-n', RELEASE_NAMESPACE],
  ['list', 'pods', '-n', 'kube-system'],
  ['list', 'nodes'],
  ['delete', 'pods', '-n', SHOP_NAMESPACE],
  ['create', 'pods', '--subresource=exec', '-n', SHOP_NAMESPACE],
];

/** Tests of the rights of the chart's service account. */
export const rightsTests = (site: () => ChartSite) => {
  it('a pod can read what its role names and nothing else', async () => {
    const account = `--as=system:serviceaccount:${RELEASE_NAMESPACE}:kavmon`;
    const may = (...what: readonly string[]) =>
      site()
        .stage.kubectl('auth', 'can-i', account, ...what)
        .then(
          () => true,
          () => false,
        );
    expect(await may('list', 'pods', '-n', SHOP_NAMESPACE)).toBe(true);
    expect(await may('get', 'pods', '--subresource=log', '-n', SHOP_NAMESPACE)).toBe(true);
    for (const what of REFUSED_REQUESTS) expect(await may(...what), what.join(' ')).toBe(false);
    const args = ['check', '-n', 'crash-loops', '--namespace', 'kube-system', '-o', 'json', '--cronjob'];
    const [result] = JSON.parse(await site().exec(...args)).results;
    expect(result).toMatchObject({ status: 'error', reason: 'permission' });
    expect(result.message).toMatch(/permission.*kube-system/);
    expect(await site().exec('rbac', '--preflight', '-g', 'pods', '--namespace', SHOP_NAMESPACE)).toMatch(
      /^(\d+) of \1 rights are there/,
    );
  }, 60_000);
};
