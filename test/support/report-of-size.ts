import { linkCauses } from '../../src/findings/link-causes.ts';
import type { Report, ReportedFinding, Result } from '../../src/model/result.ts';
import { makeFinding, makeReport, makeResult } from './sample-report.ts';

const LOOKED_AT = Date.parse('2026-11-21T10:00:00.000Z');

/** Kinds of faults that alternate; with its number in its name each is an object of its own. */
const FAULTS: readonly ((at: number) => Partial<ReportedFinding>)[] = [
  (at) => ({
    reason: 'crash_loop',
    message: 'container web starts and ends again and again (CrashLoopBackOff): 8 restarts, exit code 3',
    object: { kind: 'Deployment', namespace: `team-${at % 7}`, name: `web-${at}`, container: 'web' },
    evidence: { since: minutesBefore(at), log: 'reading settings\nfatal: DB_DSN is not set' },
    next: [`kubectl -n team-${at % 7} logs deploy/web-${at} --previous`],
  }),
  (at) => ({
    reason: 'node_pressure',
    message: 'its disk is full for 12 %: DiskPressure',
    level: 'warning',
    severity: 'sev3',
    object: { kind: 'Node', name: `node-${at}` },
    evidence: { since: minutesBefore(at) },
  }),
  (at) => ({
    reason: 'no_endpoints',
    message: 'no ready endpoints: 0 of 2 pods are ready',
    severity: 'sev1',
    object: { kind: 'Service', namespace: `team-${at % 7}`, name: `web-${at}` },
    because: [{ kind: 'Deployment', namespace: `team-${(at - 2) % 7}`, name: `web-${at - 2}` }],
  }),
];

const minutesBefore = (minutes: number): string => new Date(LOOKED_AT - minutes * 60_000).toISOString();

const resultAt = (at: number): Result => {
  const fault = FAULTS[at % FAULTS.length] as (typeof FAULTS)[number];
  const finding = makeFinding({ fingerprint: `f-${at}`, ...fault(at) });
  const { level, severity, reason, message } = finding;
  return makeResult({
    name: `check-${at}`,
    status: level === 'warning' ? 'degraded' : 'failed',
    severity,
    reason,
    message,
    findings: [finding],
  });
};

/** A report of so many results, each with a finding. Of each three one is a fault, one a warning, one follows from the fault. */
export const reportOfSize = (size: number): Report =>
  makeReport(linkCauses(Array.from({ length: size }, (_, at) => resultAt(at))));
