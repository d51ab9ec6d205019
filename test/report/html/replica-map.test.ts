import { describe, expect, it } from 'vitest';
import { replicaMaps } from '../../../src/report/html/replica-map.ts';
import { findingOf } from '../sample-report.ts';

const mapOf = (evidence: Parameters<typeof findingOf>[0] & object) =>
  replicaMaps([findingOf({ object: { kind: 'Deployment', namespace: 'shop', name: 'web' }, ...evidence })]);

describe('replicaMaps', () => {
  it('draws a square for each replica, and says the same in words', () => {
    const map = mapOf({ evidence: { wanted: 5, ready: 3, available: 2 } });
    expect(map.match(/class="up"/g)).toHaveLength(2);
    expect(map.match(/class="down"/g)).toHaveLength(3);
    expect(map).toContain('aria-label="Deployment shop/web: 2 of 5 replicas available"');
  });

  it('draws nothing of evidence without numbers, and tells many in words alone', () => {
    expect(mapOf({ evidence: { wanted: '3', ready: 1 } })).toBe('');
    expect(mapOf({ evidence: { wanted: 3 } })).toBe('');
    expect(mapOf({ evidence: { wanted: 4000, ready: 1 } })).toBe(
      '<p>Deployment shop/web: 1 of 4000 replicas available</p>\n',
    );
  });
});
