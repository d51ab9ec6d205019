import { expect, it } from 'vitest';
import { HOME, SHOP } from './places.ts';
import type { Site } from './site.ts';

const REFUSED = [
  ['list', 'secrets', '-n', SHOP],
  ['get', 'secrets', '-n', HOME],
  ['list', 'pods', '-n', 'kube-system'],
  ['list', 'nodes'],
  ['delete', 'pods', '-n', SHOP],
  ['create', 'pods', '--subresource=exec', '-n', SHOP],
];

/** Tests of the rights of the chart's service account. */
export const rights = (site: () => Site) => {
  it('a pod can read what its role names and nothing else', async () => {
    const account = `--as=system:serviceaccount:${HOME}:kavmon`;
    const may = (...what: readonly string[]) =>
      site()
        .stage.kubectl('auth', 'can-i', account, ...what)
        .then(
          () => true,
          () => false,
        );
    expect(await may('list', 'pods', '-n', SHOP)).toBe(true);
    expect(await may('get', 'pods', '--subresource=log', '-n', SHOP)).toBe(true);
    for (const what of REFUSED) expect(await may(...what), what.join(' ')).toBe(false);
    const args = ['check', '-n', 'crash-loops', '--namespace', 'kube-system', '-o', 'json', '--cronjob'];
    const [result] = JSON.parse(await site().exec(...args)).results;
    expect(result).toMatchObject({ status: 'error', reason: 'permission' });
    expect(result.message).toMatch(/permission.*kube-system/);
    expect(await site().exec('rbac', '--preflight', '-g', 'pods', '--namespace', SHOP)).toMatch(
      /^(\d+) of \1 rights are there/,
    );
  }, 60_000);
};
