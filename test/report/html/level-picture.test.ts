import { describe, expect, it } from 'vitest';
import { levelPicture } from '../../../src/report/html/level-picture.ts';
import { indexPage } from '../../../src/report/html/page-context.ts';
import { findingOf, reportOf, resultOf } from '../sample-report.ts';

const labelOf = (...results: Parameters<typeof reportOf>[0]) =>
  /aria-label="([^"]*)"/.exec(levelPicture(indexPage(reportOf(results))))?.[1];

describe('levelPicture', () => {
  it('draws the levels from what carries to what is carried, whatever the order of the results', () => {
    expect(
      labelOf(
        resultOf('failed', { group: 'pods' }),
        resultOf('error', { group: 'nodes' }),
        resultOf('degraded', { group: 'mine', findings: [] }),
        resultOf('ok'),
      ),
    ).toBe(
      'Triage chain, from the top down. Control plane and nodes: 1 could not look; Services and what they need: 1 check healthy; Pods: 1 fault; Other checks: 1 warning',
    );
  });

  it('calls a level whose checks were skipped not checked', () => {
    expect(labelOf(resultOf('skipped', { group: 'pods' }))).toBe('Triage chain, from the top down. Pods: not checked');
  });

  it('does not call a level healthy that suffers from what another one has', () => {
    const node = findingOf({ fingerprint: 'node', object: { kind: 'Node', name: 'worker-2' } });
    const pods = findingOf({ fingerprint: 'pods', causedBy: 'node' });
    expect(
      labelOf(
        resultOf('failed', { group: 'nodes', findings: [node] }),
        resultOf('failed', { group: 'workloads', findings: [pods] }),
        resultOf('ok', { group: 'workloads' }),
      ),
    ).toBe('Triage chain, from the top down. Control plane and nodes: 1 fault; Workloads: 1 check hit from elsewhere');
  });
});
