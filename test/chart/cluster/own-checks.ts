import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resultsIn } from '../chart-stage.ts';
import { CHART_FOLDER } from '../helm.ts';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE } from './namespaces.ts';
import { runRelease } from './run-release.ts';

const OWN_CHECKS_FILE = join(CHART_FOLDER, 'ci', 'own-checks-values.yaml');

/** An arbitrary user id, as OpenShift assigns it. */
const ANY_USER_CONTEXT = { runAsNonRoot: true, runAsUser: 1_000_680_000, seccompProfile: { type: 'RuntimeDefault' } };

const OWN_CHECKS_VALUES = {
  scope: { namespaces: [SHOP_NAMESPACE, RELEASE_NAMESPACE] },
  podSecurityContext: ANY_USER_CONTEXT,
};

/** Tests of users' own checks. */
export const ownCheckTests = (site: () => ChartSite) => {
  it("a check of one's own runs from a ConfigMap, under any user id, on a read-only file system", async () => {
    const { log } = await runRelease(site(), {
      name: 'own',
      job: 'own',
      files: [OWN_CHECKS_FILE],
      values: OWN_CHECKS_VALUES,
    });
    const [result, ...others] = resultsIn(log);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ group: 'custom', name: 'team-label', status: 'degraded', reason: 'assertion' });
    const findings = JSON.stringify(result.findings);
    expect(findings).toContain('has no label');
    expect(findings).toContain('"web-');
    expect(findings).not.toContain('kavmon-');
  }, 120_000);
};
