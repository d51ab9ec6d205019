import { describe, expect, it } from 'vitest';
import { parseStatusTarget, selectWorkloads } from '../../../src/commands/status/select-workloads.ts';
import type { StatusRows } from '../../../src/status/status-rows.ts';
import { workloadStatuses } from '../../../src/status/workloads.ts';
import { buildPod, TEST_NOW } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';

const CLUSTER: StatusRows = {
  rows: {
    deployments: [
      buildRow('deployments', { labels: { app: 'web' } }),
      buildRow('deployments', { name: 'cart' }),
      buildRow('deployments', { name: 'twin' }),
      buildRow('deployments', { name: 'twin', namespace: 'other' }),
    ],
    replicaSets: [buildRow('replicaSets', { name: 'web-6d5f8c7b9', owner: 'Deployment/web' })],
    jobs: [buildRow('jobs', { name: 'report-29000000', owner: 'CronJob/report' })],
    cronJobs: [buildRow('cronJobs', { name: 'report' })],
    pods: [buildPod({ name: 'web-6d5f8c7b9-abcde' })],
  },
  unread: {},
  now: TEST_NOW,
};

const CONFIG = {
  services: ['cluster', 'storefront', 'bare', 'lost'],
  registrations: [
    { service: 'storefront', selector: 'app=web' },
    { service: 'lost', selector: 'app=nothing' },
  ] as never,
};

const select = (target: string | undefined, cluster = CLUSTER, selectors: readonly string[] = []) =>
  selectWorkloads(parseStatusTarget(target), workloadStatuses(cluster), cluster, { ...CONFIG, selectors });
const names = (target: string | undefined) => select(target).workloads.map(({ ref }) => `${ref.kind}/${ref.name}`);

describe('the target of a status', () => {
  it('is everything where none is named', () => {
    expect(names(undefined)).toHaveLength(5);
  });

  it.each([
    ['deploy/web', 'Deployment/web'],
    ['deployments.apps/web', 'Deployment/web'],
    ['rs/web-6d5f8c7b9', 'Deployment/web'],
    ['po/web-6d5f8c7b9-abcde', 'Deployment/web'],
    ['job/report-29000000', 'CronJob/report'],
    ['cj/report', 'CronJob/report'],
    ['storefront', 'Deployment/web'],
  ])('finds by %s the workload %s', (target, name) => {
    expect(names(target)).toEqual([name]);
  });

  it.each([
    ['deploy/crat', /there is no deployment\/crat where kavmon looked: did you mean deployment\/cart\?/],
    ['sts/cart', /there is no statefulset\/cart where kavmon looked: did you mean deployment\/cart\?/],
    ['deploy/twin', /in several namespaces \(shop, other\): say which one with -n/],
    ['deplyo/web', /unknown kind "deplyo"/],
    ['svc/web', /has no replicas of its own: kavmon triage service\/web/],
    ['storefornt', /no service "storefornt".*storefront/],
    ['bare', /says in no workloads\.selector what is of it/],
    ['lost', /nothing matches the workloads\.selector of service "lost": app=nothing/],
  ])('is refused where %s names nothing', (target, message) => {
    expect(() => select(target)).toThrow(message);
  });

  it('is unread, and not absent, where its kind could not be read', () => {
    const { deployments: _, ...rows } = CLUSTER.rows;
    const selected = select('deploy/web', { rows, unread: { deployments: 'deployments is forbidden' }, now: TEST_NOW });
    expect(selected).toEqual({ workloads: [], unread: ['deployments is forbidden'] });
  });

  it('is narrowed to objects with chosen labels, which have to be there', () => {
    const { workloads } = select(undefined, CLUSTER, ['app=web', 'app=other']);
    expect(workloads.map(({ ref }) => ref.name)).toEqual(['web']);
    expect(() => select(undefined, CLUSTER, ['app=nothing'])).toThrow('no workload has the labels app=nothing');
    expect(() => select('deploy/cart', CLUSTER, ['app=web'])).toThrow('no workload has the labels app=web');
  });

  it('takes everything with what could not be read', () => {
    const { jobs: _, ...rows } = CLUSTER.rows;
    const { unread } = select(undefined, { rows, unread: { jobs: 'jobs is forbidden' }, now: TEST_NOW });
    expect(unread).toEqual(['jobs is forbidden']);
  });
});
