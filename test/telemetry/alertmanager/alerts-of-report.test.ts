import { describe, expect, it } from 'vitest';
import { alertsOf, countUnsentAlerts } from '../../../src/telemetry/alertmanager/alerts-of-report.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const failedWith = (...findings: ReturnType<typeof makeFinding>[]) =>
  makeReport([makeResult({ status: 'failed', findings })]);

const HALF_HOUR_MS = 1_800_000;

describe('the alerts of a report', () => {
  const root = makeFinding({
    fingerprint: 'root-1',
    evidence: { likelyCause: 'the database refuses the password' },
    next: ['kubectl logs -n shop deploy/web --previous'],
  });
  const follows = makeFinding({
    fingerprint: 'effect-1',
    reason: 'no_endpoints',
    message: 'no endpoint is ready',
    object: { kind: 'Service', namespace: 'shop', name: 'web' },
    causedBy: 'root-1',
  });

  it('are one for each problem, with what a person needs and what follows from it', () => {
    expect(alertsOf(failedWith(root, follows), HALF_HOUR_MS)).toEqual([
      {
        labels: {
          alertname: 'CrashLoop',
          cluster: 'test',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'web',
          check: 'crash-loops',
          service: 'cluster',
          severity: 'sev2',
          level: 'fault',
          fingerprint: 'root-1',
        },
        annotations: {
          summary: 'container web restarts again and again',
          likely_cause: 'the database refuses the password',
          remedy: 'Read the log of the previous container.',
          next_command: 'kubectl logs -n shop deploy/web --previous',
          checks: 'cluster/crash-loops',
          consequences: '1 consequence; Service web: no endpoint is ready',
        },
        startsAt: '2026-11-21T10:00:02.000Z',
        endsAt: '2026-11-21T10:30:02.000Z',
      },
    ]);
  });

  it('begin when the object says, but not after the run', () => {
    const report = failedWith(root);
    const startOf = (since: string) => {
      const problems = report.problems.map((problem) => ({ ...problem, since }));
      return alertsOf({ ...report, problems }, HALF_HOUR_MS)[0]?.startsAt;
    };
    expect(startOf('2026-11-21T09:12:00.000Z')).toBe('2026-11-21T09:12:00.000Z');
    expect(startOf('2026-11-21T11:00:00.000Z')).toBe('2026-11-21T10:00:02.000Z');
  });

  it('have the labels of the run before, whatever the message says now', () => {
    const later = alertsOf(failedWith({ ...root, message: 'restarted 12 times' }), HALF_HOUR_MS);
    expect(later[0]?.labels).toEqual(alertsOf(failedWith(root), HALF_HOUR_MS)[0]?.labels);
  });

  it('are there for a check that could not tell, and for reasons of own checks', () => {
    const blind = makeReport([makeResult({ status: 'error', reason: 'permission', message: 'may not list pods' })]);
    expect(alertsOf(blind, HALF_HOUR_MS)).toMatchObject([
      {
        labels: { alertname: 'Permission', level: 'unknown', check: 'crash-loops' },
        annotations: { next_command: 'kavmon check -s cluster -n crash-loops -o table' },
      },
    ]);
    const own = failedWith(makeFinding({ reason: 'acme/queue_stuck' }));
    expect(alertsOf(own, HALF_HOUR_MS)[0]?.labels.alertname).toBe('AcmeQueueStuck');
  });

  it('are none for a healthy report', () => {
    expect(alertsOf(makeReport([makeResult()]), HALF_HOUR_MS)).toEqual([]);
  });

  it('end at a limit, which one more alert tells', () => {
    const many = failedWith(...Array.from({ length: 5 }, (_, index) => makeFinding({ fingerprint: `f${index}` })));
    const alerts = alertsOf(many, HALF_HOUR_MS, 2);
    expect(alerts.map(({ labels }) => labels.alertname)).toEqual(['CrashLoop', 'CrashLoop', 'MoreProblemsFound']);
    expect(alerts[2]?.annotations.summary).toMatch(/^3 problems without an alert/);
    expect(countUnsentAlerts(many, 2)).toBe(3);
  });
});
