import { describe, expect, it } from 'vitest';
import { type TriageFlags, triage } from '../../src/commands/triage.ts';
import { captureRun } from './capture-run.ts';

const FLAGS: TriageFlags = {
  ...{ config: [], checks: [], namespace: [], allNamespaces: false, selector: [], release: [] },
  ...{ snapshot: 'examples/cluster.json.gz', podLogs: true, probe: false, output: 'text' },
};

const run = (target: string | undefined, flags: Partial<TriageFlags> = {}) =>
  captureRun(async (io) => (await triage(target, { ...FLAGS, ...flags }, io)).code, { columns: 80 });

describe('kavmon triage', () => {
  it('prints the first broken link of what a label selector chooses, and ends with 1', async () => {
    const { code, stdout } = await run(undefined, { selector: ['app=pickup-points'] });
    expect(code).toBe(1);
    expect(stdout).toContain('^ the first broken link');
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('Broken at: endpoints of Service pickup/pickup-points.');
  });

  it('prints one JSON document, and ends with 0 where every link is well', async () => {
    const { code, stdout } = await run('svc/storefront', { output: 'json' });
    expect([code, JSON.parse(stdout).verdict]).toEqual([0, 'ok']);
  });

  it('says that what may be the cause lies outside of the namespace, and reads it with -A, which -n goes with', async () => {
    const scoped = await run('deploy/volume-forecast', { namespace: ['forecast'] });
    expect(scoped.stdout.replaceAll(/\s+/g, ' ')).toContain('nothing outside of namespace forecast was read');
    const whole = await run('deploy/volume-forecast', { namespace: ['forecast'], allNamespaces: true });
    expect(whole.stdout).not.toContain('nothing outside');
    expect(whole.stdout).toMatch(/Cause:\s+Node worker-2/);
  });

  it.each([
    [
      'svc/storefront',
      { allNamespaces: true, namespace: ['portal'] },
      'there is no service/storefront in portal: it is in',
    ],
    [undefined, {}, 'triage needs a target'],
    ['svc/x', { probe: true }, '--probe asks a live cluster'],
    [undefined, { selector: ['app=nobody'] }, 'nothing in the cluster matches app=nobody'],
  ])('refuses what it cannot walk: %s %s', async (target, flags, message) => {
    await expect(run(target, flags)).rejects.toThrow(message);
  });
});
