import { describe, expect, it } from 'vitest';
import { collectMoments } from '../../../src/report/incident/collect-moments.ts';
import { findingOf, reportOf, resultOf } from '../sample-report.ts';

describe('collectMoments', () => {
  it('has the times of the objects in order, each once, and none after the look', () => {
    const finding = findingOf({
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      evidence: {
        pod: 'web-1',
        unreadySince: '2026-03-01T07:50:00Z',
        lastFinishedAt: '2026-03-01T08:40:00+01:00',
        notAfter: '2027-01-01T00:00:00Z',
        version: '2026-03-01',
        restarts: 3,
      },
    });
    const results = [resultOf('failed', { findings: [finding] }), resultOf('failed', { findings: [finding] })];
    expect(collectMoments(reportOf(results)).map(({ at, object, what }) => [at, object, what])).toEqual([
      ['2026-03-01T07:40:00.000Z', 'Pod shop/web-1', 'last finished at'],
      ['2026-03-01T07:50:00.000Z', 'Pod shop/web-1', 'unready since'],
    ]);
  });

  it('has each event by when it was seen last, and none whose time nobody knows', () => {
    const finding = findingOf({
      object: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
      evidence: {
        events: ['Killing: Stopping container web', 'Failed: no space left'],
        eventTimes: ['2026-03-01T07:50:00.000Z', null],
      },
    });
    const moments = collectMoments(reportOf([resultOf('failed', { findings: [finding] })]));
    expect(moments.map(({ at, what }) => [at, what])).toEqual([
      ['2026-03-01T07:50:00.000Z', 'event Killing: Stopping container web'],
    ]);
  });

  it('has an event of a pod once, though findings on several of its containers show it', () => {
    const findings = ['web', 'proxy', undefined].map((container) =>
      findingOf({
        object: {
          ...{ kind: 'Pod', namespace: 'shop', name: 'web-1' },
          ...(container === undefined ? {} : { container }),
        },
        evidence: { events: ['Evicted: out of disk'], eventTimes: ['2026-03-01T07:50:00.000Z'] },
      }),
    );
    expect(collectMoments(reportOf([resultOf('failed', { findings })])).map(({ object }) => object)).toEqual([
      'Pod shop/web-1',
    ]);
  });
});
