import { expect, it } from 'vitest';
import check from '../../../checks/hygiene/probe-timing.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { messagesAbout } from './messages.ts';

const tcpProbe = (more: object = {}) => ({ tcpSocket: { port: 80 }, periodSeconds: 10, failureThreshold: 3, ...more });

it.each([
  [
    'a liveness probe that is too quick',
    { livenessProbe: tcpProbe({ failureThreshold: 2 }) },
    'without a startup probe its liveness probe kills it after 20s',
  ],
  [
    'a startup probe that is too short',
    { startupProbe: tcpProbe({ failureThreshold: 1 }) },
    'its startup probe kills it after 10s',
  ],
  [
    'liveness that is readiness',
    { livenessProbe: tcpProbe(), readinessProbe: tcpProbe() },
    'its liveness probe is its readiness probe',
  ],
  [
    'a timeout longer than the period',
    { readinessProbe: tcpProbe({ timeoutSeconds: 11 }) },
    'its readiness probe times out after its next turn',
  ],
  [
    'a port that is not declared',
    { readinessProbe: tcpProbe(), ports: [{ containerPort: 8080 }] },
    'its readiness probe asks port 80, which it does not declare',
  ],
  [
    'a named port that is not declared',
    { readinessProbe: { tcpSocket: { port: 'http' } }, ports: [{ containerPort: 8080 }] },
    'its readiness probe asks port http, which it does not declare',
  ],
])('probe-timing finds: %s', async (_, spec, words) =>
  expect(await messagesAbout(check, spec)).toEqual([expect.stringContaining(words)]),
);

it.each([
  [{ livenessProbe: tcpProbe() }, '30s', 0],
  [{ livenessProbe: tcpProbe() }, '31s', 1],
  [{ livenessProbe: tcpProbe({ initialDelaySeconds: 60 }) }, '90s', 0],
  [{ livenessProbe: tcpProbe({ failureThreshold: 1 }), startupProbe: tcpProbe({ failureThreshold: 30 }) }, '5m', 0],
])('a probe with %o and a start of %s gives %i findings', async (spec, start, count) => {
  expect(await messagesAbout(check, spec, { start })).toHaveLength(count);
});

it('probe-timing is healthy: nothing, no probes, ports that nobody declared', async () => {
  expect((await judgeRows(check, { pods: [] })).findings).toEqual([]);
  expect([
    ...(await messagesAbout(check, {})),
    ...(await messagesAbout(check, { readinessProbe: tcpProbe() })),
  ]).toEqual([]);
});
