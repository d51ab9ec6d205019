import { describe, expect, it } from 'vitest';
import { isOwn } from '../../src/kubernetes/own-objects.ts';

const place = { namespace: 'watch', pod: 'run-1', job: 'run', cronJob: 'runs' };
const row = (kind: string, name: string, over: object = {}) => ({
  ref: { kind, name, namespace: 'watch' },
  labels: {},
  ...over,
});
const CHART = { labels: { 'app.kubernetes.io/name': 'kavmon' } };

describe('own objects', () => {
  it.each([
    ['pods', row('Pod', 'run-1')],
    ['pods', row('Pod', 'run-2', { owner: { kind: 'Job', name: 'run' } })],
    ['jobs', row('Job', 'before', { owner: { kind: 'CronJob', name: 'runs' } })],
    ['cronJobs', row('CronJob', 'runs')],
    ['pods', row('Pod', 'kavmon-test', CHART)],
    ['deployments', row('Deployment', 'kavmon-on-demand', CHART)],
    ['replicaSets', row('ReplicaSet', 'kavmon-on-demand-1', CHART)],
  ] as const)('%s: %o is one', (view, own) => {
    expect(isOwn(place)(view, own)).toBe(true);
  });

  it.each([
    ['pods', row('Pod', 'web-1')],
    ['pods', row('Pod', 'run-1', { ref: { kind: 'Pod', name: 'run-1', namespace: 'shop' } })],
    ['pods', row('Pod', 'kavmon-test', { ...CHART, ref: { kind: 'Pod', name: 'kavmon-test', namespace: 'shop' } })],
    ['services', row('Service', 'kavmon', CHART)],
  ] as const)('%s: %o is none', (view, other) => {
    expect(isOwn(place)(view, other)).toBe(false);
  });

  it('has nobody who does not know where it runs', () => {
    expect(isOwn({})('pods', row('Pod', 'kavmon-on-demand', CHART))).toBe(false);
  });

  it('counts the pod of a helm test among them everywhere: it fails as its checks did', () => {
    const labels = { ...CHART.labels, 'app.kubernetes.io/component': 'test' };
    expect(isOwn({})('pods', row('Pod', 'kavmon-test', { labels }))).toBe(true);
    expect(isOwn({})('pods', row('Pod', 'shop-test', { labels: { 'app.kubernetes.io/component': 'test' } }))).toBe(
      false,
    );
  });
});
