import type { CustomKindName } from '../../../../src/kubernetes/custom-kinds.ts';
import type { KindCase } from './kind-cases.ts';

const READY = [{ type: 'Ready', status: 'True' }] as const;
const hoursFromNow = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Cases of kinds with rules of their own. */
export const extraCases = (): { readonly [Name in CustomKindName]?: readonly KindCase[] } => ({
  certificates: [
    {
      name: 'ill-expired',
      conditions: READY,
      fields: { 'status.notAfter': hoursFromNow(-2), 'status.renewalTime': hoursFromNow(-700) },
      expected: 'expired 2h',
    },
    {
      name: 'ill-not-renewed',
      conditions: READY,
      fields: { 'status.notAfter': hoursFromNow(240), 'status.renewalTime': hoursFromNow(-480) },
      expected: 'renewal overdue for',
    },
    {
      name: 'well-renewing',
      conditions: READY,
      fields: { 'status.notAfter': hoursFromNow(700), 'status.renewalTime': hoursFromNow(-1) },
    },
  ],
  argoApplications: [
    {
      name: 'ill-health',
      conditions: [],
      fields: { 'status.health': { status: 'Degraded' } },
      expected: 'health is Degraded',
    },
    {
      name: 'well-health',
      conditions: [],
      fields: { 'status.health': { status: 'Progressing' }, 'status.sync': sync('OutOfSync') },
    },
    {
      name: 'ill-comparison',
      conditions: [{ type: 'ComparisonError', status: 'True' }],
      expected: 'ComparisonError for',
    },
  ],
  volumeSnapshots: [
    {
      name: 'ill-error',
      conditions: [],
      fields: { 'status.readyToUse': false, 'status.error': { message: 'no space', time: hoursFromNow(-1) } },
      expected: 'could not be taken: no space',
    },
    { name: 'well-taken', conditions: [], fields: { 'status.readyToUse': true } },
  ],
});

/** Fields of `status.sync` that the schema demands. */
function sync(status: string): object {
  const source = { repoURL: 'https://git.invalid/any' };
  return { status, comparedTo: { source, destination: { namespace: 'any' } } };
}
