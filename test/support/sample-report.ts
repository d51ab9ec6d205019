import { findProblems } from '../../src/findings/problems/find-problems.ts';
import type { Report, ReportedFinding, Result } from '../../src/model/result.ts';
import { healthyOf, totalsOf } from '../../src/model/status.ts';

/** A finding with all fields; a test overrides those that it is about. */
export const makeFinding = (override: Partial<ReportedFinding> = {}): ReportedFinding => ({
  reason: 'crash_loop',
  message: 'container web restarts again and again',
  level: 'fault',
  severity: 'sev2',
  object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  objects: [],
  evidence: {},
  next: [],
  count: 1,
  fingerprint: `${override.reason ?? 'crash_loop'}-${override.object?.name ?? 'web'}`,
  ...override,
});

/** A result with all fields; `healthy` is derived from the status. */
export const makeResult = (override: Partial<Result> = {}): Result => ({
  group: 'pods',
  name: 'crash-loops',
  check: 'crash-loops',
  service: 'cluster',
  status: 'ok',
  healthy: healthyOf(override.status ?? 'ok'),
  reason: null,
  severity: 'sev2',
  message: 'Containers stay up',
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: '2026-11-21T10:00:01.500Z',
  durationMs: 1500,
  timeoutMs: 10_000,
  attempts: [],
  looked: {},
  measures: {},
  assertions: [],
  phases: [],
  notes: [],
  remedy: 'Read the log of the previous container.',
  runbook: null,
  findings: [],
  ...override,
});

/** A report with these results. */
export const makeReport = (results: readonly Result[]): Report => ({
  schemaVersion: 1,
  run: {
    id: 'run-1',
    version: '0.1.0',
    startedAt: '2026-11-21T10:00:00.000Z',
    endedAt: '2026-11-21T10:00:02.000Z',
    durationMs: 2000,
    cluster: 'test',
    namespaces: null,
    serverVersion: null,
    snapshot: null,
    filters: { group: [], name: [], service: [], selector: [] },
    shard: null,
    exitCode: 0,
  },
  totals: totalsOf(results),
  telemetry: { enabled: false, exporters: [] },
  suppressed: [],
  warnings: [],
  ...findProblems(results),
  results,
});
