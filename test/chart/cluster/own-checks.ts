import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chart } from '../helm.ts';
import { resultsIn } from '../stage.ts';
import { HOME, SHOP } from './places.ts';
import { runRelease } from './release.ts';
import type { Site } from './site.ts';

const EXAMPLE = join(chart, 'ci', 'own-checks-values.yaml');

/** An arbitrary user id, as OpenShift assigns it. */
const ANYBODY = { runAsNonRoot: true, runAsUser: 1_000_680_000, seccompProfile: { type: 'RuntimeDefault' } };

const VALUES = { scope: { namespaces: [SHOP, HOME] }, podSecurityContext: ANYBODY };

/** Tests of users' own checks. */
export const ownChecks = (site: () => Site) => {
  it("a check of one's own runs from a ConfigMap, under any user id, on a read-only file system", async () => {
    const { log } = await runRelease(site(), { name: 'own', job: 'own', files: [EXAMPLE], values: VALUES });
    const [result, ...others] = resultsIn(log);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ group: 'custom', name: 'team-label', status: 'degraded', reason: 'assertion' });
    const told = JSON.stringify(result.findings);
    expect(told).toContain('has no label');
    expect(told).toContain('"web-');
    expect(told).not.toContain('kavmon-');
  }, 120_000);
};
