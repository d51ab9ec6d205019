import { expect, it } from 'vitest';
import { findLingeringPod } from '../../../../checks/workloads/jobs/job-sidecars.ts';
import { buildContainer, buildPod, runningState, TEST_NOW, terminatedState } from '../../../support/build-pods.ts';
import { buildRow } from '../../../support/build-rows.ts';

const GRACE_MS = 600_000;

/** Whether the second container of a Job counts as its sidecar, an hour after the first one ended. */
const isSidecar = (name: string, image = 'registry.example/team/app:1'): boolean => {
  const declared = [
    { name: 'prepare', image: 'prepare:1' },
    { name, image },
  ];
  const job = buildRow('jobs', { spec: { template: { spec: { containers: declared } } } });
  const containers = [
    buildContainer({ name: 'prepare', state: terminatedState(0, '1h') }),
    buildContainer({ name, state: runningState('2h'), spec: { image } }),
  ];
  return findLingeringPod(job, [buildPod({ containers })], { now: TEST_NOW, grace: GRACE_MS }) !== undefined;
};

it.each([
  ['otel-collector'],
  ['opentelemetry-collector'],
  ['logs-forwarder'],
  ['prometheus-statsd-exporter'],
  ['vault-agent'],
  ['fluent-bit'],
  ['sql-proxy'],
  ['watcher', 'otel/opentelemetry-collector-contrib:0.100'],
  ['watcher', 'prometheuscommunity/postgres-exporter:0.15'],
])('a container %s serves the others: %s', (name, image?: string) => expect(isSidecar(name, image)).toBe(true));

it.each([
  ['price-collector'],
  ['csv-exporter'],
  ['catalog-exporter'],
  ['mail-forwarder'],
  ['order-shipper'],
  ['export'],
  ['watcher', 'registry.example/team/data-exporter:2'],
])('a container %s may be the work itself: %s', (name, image?: string) => expect(isSidecar(name, image)).toBe(false));
