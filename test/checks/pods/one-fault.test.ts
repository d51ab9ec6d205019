import { expect, it } from 'vitest';
import containerStarts from '../../../checks/pods/container-starts.ts';
import crashLoops from '../../../checks/pods/crash-loops.ts';
import initContainers from '../../../checks/pods/init-containers.ts';
import killedContainers from '../../../checks/pods/killed-containers.ts';
import oomKills from '../../../checks/pods/oom-kills.ts';
import podsNotReady from '../../../checks/pods/pods-not-ready.ts';
import type { Check } from '../../../src/check/check.ts';
import { linkCauses } from '../../../src/findings/causes.ts';
import { container, ended, pod, waiting } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { finding, result } from '../../support/sample.ts';

const checks: readonly Check[] = [
  containerStarts,
  crashLoops,
  initContainers,
  killedContainers,
  oomKills,
  podsNotReady,
];

/** What all checks say of one pod, each finding with the check that is its root. */
const told = async (row: ReturnType<typeof pod>) => {
  const results = await Promise.all(
    checks.map(async (check) => {
      const { findings } = await judge(check, { pods: [row] });
      return result({
        name: check.name,
        findings: findings.map((found) => finding({ ...found, fingerprint: check.name } as object)),
      });
    }),
  );
  const linked = linkCauses(results).flatMap(({ name, findings }) => findings.map(({ causedBy }) => [name, causedBy]));
  return Object.fromEntries(linked);
};

const loop = (parts: object) => container({ state: waiting('CrashLoopBackOff'), restarts: 6, ...parts });

it.each([
  ['a crash', [loop({ lastState: ended(1) })], { 'crash-loops': undefined, 'pods-not-ready': 'crash-loops' }],
  [
    'a kill for memory',
    [loop({ lastState: ended(137, '1m', { reason: 'OOMKilled' }) })],
    { 'oom-kills': undefined, 'crash-loops': 'oom-kills', 'pods-not-ready': 'oom-kills' },
  ],
  [
    'a kill by a probe',
    [loop({ lastState: ended(137), spec: { livenessProbe: { tcpSocket: { port: 80 } } } })],
    { 'killed-containers': undefined, 'crash-loops': 'killed-containers', 'pods-not-ready': 'killed-containers' },
  ],
  [
    'a command that is not there',
    [loop({ lastState: ended(128, '1m', { reason: 'StartError', message: 'exec: "/x": no such file or directory' }) })],
    { 'container-starts': undefined, 'pods-not-ready': 'container-starts' },
  ],
])('one fault reads as one: %s', async (_, containers, links) => {
  expect(await told(pod({ containers }))).toEqual(links);
});

it('a sidecar that crashes beside a healthy container is the one that is named', async () => {
  const sidecar = loop({ name: 'mesh', lastState: ended(4), spec: { restartPolicy: 'Always' } });
  expect(await told(pod({ initContainers: [sidecar], conditions: [] }))).toEqual({ 'crash-loops': undefined });
});
