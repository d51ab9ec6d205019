import { describe, expect, it } from 'vitest';
import { findProblems } from '../../../src/findings/problems/find-problems.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const podRef = { kind: 'Pod', namespace: 'shop', name: 'web-1' };
const webRef = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const serviceRef = { kind: 'Service', namespace: 'shop', name: 'web' };

describe('findProblems', () => {
  it('has a problem for each root, with what follows from it', () => {
    const root = makeFinding({ fingerprint: 'crash', object: webRef, objects: [podRef] });
    const effect = makeFinding({ fingerprint: 'service', object: serviceRef, causedBy: 'crash' });
    const { problems, consequences } = findProblems([
      makeResult({ name: 'service-endpoints', findings: [effect] }),
      makeResult({ name: 'crash-loops', findings: [root] }),
    ]);
    expect(problems).toMatchObject([
      { fingerprint: 'crash', check: 'crash-loops', consequences: ['service'], reach: { objects: 3, services: 1 } },
    ]);
    expect(consequences).toMatchObject([{ fingerprint: 'service', causedBy: 'crash', check: 'service-endpoints' }]);
  });

  it('loses no finding whose root is not in the report, or that names each other', () => {
    const { problems, consequences } = findProblems([
      makeResult({
        findings: [
          makeFinding({ fingerprint: 'orphan', causedBy: 'gone' }),
          makeFinding({ fingerprint: 'one', causedBy: 'other' }),
          makeFinding({ fingerprint: 'other', causedBy: 'one' }),
        ],
      }),
    ]);
    expect(problems.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(['one', 'orphan', 'other']);
    expect(consequences).toEqual([]);
  });

  it('tells one finding of two services once, and names both', () => {
    const finding = makeFinding({ fingerprint: 'same' });
    const { problems } = findProblems([
      makeResult({ service: 'shop', name: 'pods', findings: [finding] }),
      makeResult({ service: 'cart', name: 'pods', findings: [finding] }),
    ]);
    expect(problems).toMatchObject([{ fingerprint: 'same', checks: ['shop/pods', 'cart/pods'] }]);
  });

  it('has one problem of all checks that could not look for the same reason', () => {
    const blind = {
      status: 'error',
      healthy: false,
      reason: 'connect_refused',
      message: 'refused',
      findings: [],
    } as const;
    const names = ['nodes', 'pods', 'jobs'];
    const { problems } = findProblems(names.map((name) => makeResult({ ...blind, name, service: 'cluster' })));
    expect(problems).toMatchObject([
      { level: 'unknown', message: 'refused', checks: ['cluster/nodes', 'cluster/pods', 'cluster/jobs'] },
    ]);
  });

  it('has a problem of a time-out and of a check that passed only after a retry, none of health', () => {
    const attempt = { n: 1, startedAt: '2026-11-21T10:00:00.000Z', durationMs: 1, status: 'failed' } as const;
    const { problems } = findProblems([
      makeResult({ name: 'slow', status: 'timeout', healthy: false, findings: [] }),
      makeResult({
        name: 'again',
        status: 'degraded',
        findings: [],
        attempts: [
          { ...attempt, message: 'refused' },
          { ...attempt, n: 2, status: 'ok' },
        ],
      }),
      makeResult({ name: 'well', status: 'ok', healthy: true, findings: [] }),
      makeResult({ name: 'away', status: 'skipped', healthy: null, findings: [] }),
    ]);
    expect(problems.map(({ check, level, message }) => [check, level, message])).toEqual([
      ['slow', 'fault', expect.any(String)],
      ['again', 'warning', 'passed only in attempt 2: refused'],
    ]);
  });

  it('makes one story of checks that may not look, and of each thing that is wrong in the configuration one of its own', () => {
    const unable = (name: string, reason: 'permission' | 'config', message: string) =>
      makeResult({ name, status: 'error', reason, message });
    const { problems } = findProblems([
      unable('crash-loops', 'permission', 'cannot list pods'),
      unable('volume-claims', 'permission', 'cannot list claims'),
      unable('node-pressure', 'config', 'there is no cluster to look at'),
      unable('orders', 'config', 'the environment variable ORDERS_URL is not set'),
    ]);
    const stories = [...Map.groupBy(problems, ({ story }) => story).values()];
    expect(stories.map((story) => story.map(({ check }) => check).toSorted()).toSorted()).toEqual([
      ['crash-loops', 'volume-claims'],
      ['node-pressure'],
      ['orders'],
    ]);
  });
});
