import { describe, expect, it } from 'vitest';
import { annotatedIgnores } from '../../../src/findings/ignore.ts';
import { countRows, encodePage, iterateRows, loadViews } from '../../../src/kubernetes/rows/pages.ts';

const podTemplate = { serviceAccount: 'web', containers: [{ name: 'web', image: 'web:1', env: ['A'.repeat(200)] }] };
const podRow = (name: string, more: object = {}) => ({
  ref: { kind: 'Pod', namespace: 'shop', name },
  uid: `uid-${name}`,
  labels: { app: 'web' },
  node: 'node-1',
  template: podTemplate,
  ...more,
});

describe('encodePage', () => {
  const pages = [
    encodePage([podRow('a'), podRow('b', { ignore: '*: known', reason: undefined })]),
    encodePage([podRow('c', { message: 'läuft' })]),
  ];

  it('keeps rows as they are, page by page', () => {
    expect([...iterateRows({ pages })]).toEqual([
      podRow('a'),
      podRow('b', { ignore: '*: known' }),
      podRow('c', { message: 'läuft' }),
    ]);
    expect(countRows({ pages })).toBe(3);
  });

  it('gives views with plain rows as they are, and no rows of a problem', () => {
    const rows = [podRow('a')] as never;
    expect([...iterateRows({ rows })]).toEqual([podRow('a')]);
    expect(countRows({ rows })).toBe(1);
    const problem = { status: 'error', reason: 'permission', message: 'no' } as const;
    expect([...iterateRows({ problem })]).toEqual([]);
    expect(countRows({ problem })).toBe(0);
  });

  it('lets loadViews store equal parts once, across pages', async () => {
    const problem = { status: 'skipped', reason: 'dependency', message: 'not installed' } as const;
    const { pods, jobs } = await loadViews({ pods: { pages, notes: ['half of it'] }, jobs: { problem } });
    expect(jobs).toEqual({ problem });
    if (pods === undefined || 'problem' in pods) throw new Error('the view has no rows');
    expect(pods.notes).toEqual(['half of it']);
    expect(pods.rows).toHaveLength(3);
    expect(pods.rows[2]?.template).toEqual(podTemplate);
    expect(pods.rows[2]?.template).toBe(pods.rows[0]?.template);
    expect(pods.rows[2]?.labels).toBe(pods.rows[0]?.labels);
  });

  it('takes less than a tenth of the JSON text', () => {
    const rows = Array.from({ length: 500 }, (_, n) => podRow(`web-${n}`));
    expect(encodePage(rows).bytes.length).toBeLessThan(JSON.stringify(rows).length / 10);
  });

  it('keeps ignore annotations readable without decoding', () => {
    expect(annotatedIgnores({ pods: { pages } })).toEqual([{ object: 'Pod/b', namespace: 'shop', reason: 'known' }]);
  });
});
