import { expect, it } from 'vitest';
import check from '../../../checks/hygiene/probe-timing.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';

const probe = (more: object = {}) => ({ tcpSocket: { port: 80 }, periodSeconds: 10, failureThreshold: 3, ...more });
const judged = async (spec: object, params: object = {}) =>
  (await judge(check, { pods: [pod({ containers: [container({ spec })] })] }, { ...params })).findings.map(
    ({ message }) => message,
  );

it.each([
  [
    'a liveness probe that is too quick',
    { livenessProbe: probe({ failureThreshold: 2 }) },
    'without a startup probe its liveness probe kills it after 20s',
  ],
  [
    'a startup probe that is too short',
    { startupProbe: probe({ failureThreshold: 1 }) },
    'its startup probe kills it after 10s',
  ],
  [
    'liveness that is readiness',
    { livenessProbe: probe(), readinessProbe: probe() },
    'its liveness probe is its readiness probe',
  ],
  [
    'a timeout longer than the period',
    { readinessProbe: probe({ timeoutSeconds: 11 }) },
    'its readiness probe times out after its next turn',
  ],
  [
    'a port that is not declared',
    { readinessProbe: probe(), ports: [{ containerPort: 8080 }] },
    'its readiness probe asks port 80, which it does not declare',
  ],
  [
    'a named port that is not declared',
    { readinessProbe: { tcpSocket: { port: 'http' } }, ports: [{ containerPort: 8080 }] },
    'its readiness probe asks port http, which it does not declare',
  ],
])('probe-timing finds: %s', async (_, spec, words) =>
  expect(await judged(spec)).toEqual([expect.stringContaining(words)]),
);

it.each([
  [{ livenessProbe: probe() }, '30s', 0],
  [{ livenessProbe: probe() }, '31s', 1],
  [{ livenessProbe: probe({ initialDelaySeconds: 60 }) }, '90s', 0],
  [{ livenessProbe: probe({ failureThreshold: 1 }), startupProbe: probe({ failureThreshold: 30 }) }, '5m', 0],
])('a probe with %o and a start of %s gives %i findings', async (spec, start, count) => {
  expect(await judged(spec, { start })).toHaveLength(count);
});

it('probe-timing is healthy: nothing, no probes, ports that nobody declared', async () => {
  expect((await judge(check, { pods: [] })).findings).toEqual([]);
  expect([...(await judged({})), ...(await judged({ readinessProbe: probe() }))]).toEqual([]);
});
