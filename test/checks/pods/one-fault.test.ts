import { expect, it } from 'vitest';
import containerStarts from '../../../checks/pods/container-starts.ts';
import crashLoops from '../../../checks/pods/crash-loops.ts';
import initContainers from '../../../checks/pods/init-containers.ts';
import killedContainers from '../../../checks/pods/killed-containers.ts';
import oomKills from '../../../checks/pods/oom-kills.ts';
import podsNotReady from '../../../checks/pods/pods-not-ready.ts';
import type { Check } from '../../../src/check/check.ts';
import { linkCauses } from '../../../src/findings/link-causes.ts';
import { buildContainer, buildPod, terminatedState, waitingState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const podChecks: readonly Check[] = [
  containerStarts,
  crashLoops,
  initContainers,
  killedContainers,
  oomKills,
  podsNotReady,
];

/** What all checks say of one pod, each finding with the check that is its root. */
const findingsOf = async (row: ReturnType<typeof buildPod>) => {
  const results = await Promise.all(
    podChecks.map(async (check) => {
      const { findings } = await judgeRows(check, { pods: [row] });
      return makeResult({
        name: check.name,
        findings: findings.map((found) => makeFinding({ ...found, fingerprint: check.name } as object)),
      });
    }),
  );
  const linked = linkCauses(results).flatMap(({ name, findings }) => findings.map(({ causedBy }) => [name, causedBy]));
  return Object.fromEntries(linked);
};

const crashLoop = (parts: object) => buildContainer({ state: waitingState('CrashLoopBackOff'), restarts: 6, ...parts });

it.each([
  [
    'a crash',
    [crashLoop({ lastState: terminatedState(1) })],
    { 'crash-loops': undefined, 'pods-not-ready': 'crash-loops' },
  ],
  [
    'a kill for memory',
    [crashLoop({ lastState: terminatedState(137, '1m', { reason: 'OOMKilled' }) })],
    { 'oom-kills': undefined, 'crash-loops': 'oom-kills', 'pods-not-ready': 'oom-kills' },
  ],
  [
    'a kill by a probe',
    [crashLoop({ lastState: terminatedState(137), spec: { livenessProbe: { tcpSocket: { port: 80 } } } })],
    { 'killed-containers': undefined, 'crash-loops': 'killed-containers', 'pods-not-ready': 'killed-containers' },
  ],
  [
    'a command that is not there',
    [
      crashLoop({
        lastState: terminatedState(128, '1m', {
          reason: 'StartError',
          message: 'exec: "/x": no such file or directory',
        }),
      }),
    ],
    { 'container-starts': undefined, 'pods-not-ready': 'container-starts' },
  ],
])('one fault reads as one: %s', async (_, containers, links) => {
  expect(await findingsOf(buildPod({ containers }))).toEqual(links);
});

it('a sidecar that crashes beside a healthy container is the one that is named', async () => {
  const sidecar = crashLoop({ name: 'mesh', lastState: terminatedState(4), spec: { restartPolicy: 'Always' } });
  expect(await findingsOf(buildPod({ initContainers: [sidecar], conditions: [] }))).toEqual({
    'crash-loops': undefined,
  });
});
