import type { Check } from '../../src/check/check.ts';
import type { CheckSources } from '../../src/check/sources.ts';
import { linkCauses } from '../../src/findings/link-causes.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { runCheck } from '../../src/testing/run-check.ts';
import { TEST_NOW } from './build-pods.ts';

const nameOf = (ref: ObjectRef | undefined): string => (ref === undefined ? 'nothing' : `${ref.kind}/${ref.name}`);

/**
 * Runs checks on rows at {@link TEST_NOW} and links what they find. Returns of each finding its reason with its object, and
 * the same of its root: `['no_endpoints Service/web', 'crash_loop Deployment/web']`; a root has null.
 */
export const linkRows = async (
  checks: readonly Check[],
  sources: Partial<CheckSources>,
): Promise<Readonly<Record<string, string | null>>> => {
  const results = await Promise.all(
    checks.map((check) => {
      const views = Object.fromEntries(
        [...check.needs, ...(check.wants ?? [])].map((view) => [view, sources[view as never] ?? []]),
      );
      return runCheck(check, { views, now: TEST_NOW } as never);
    }),
  );
  const findings = linkCauses(results).flatMap((result) => result.findings);
  const label = new Map(findings.map((one) => [one.fingerprint, `${one.reason} ${nameOf(one.object)}`]));
  return Object.fromEntries(
    findings.map((one) => [
      label.get(one.fingerprint) as string,
      one.causedBy === undefined ? null : (label.get(one.causedBy) ?? 'unknown'),
    ]),
  );
};
