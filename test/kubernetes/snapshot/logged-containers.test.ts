import { expect, it } from 'vitest';
import { createLogCollector } from '../../../src/kubernetes/snapshot/logged-containers.ts';
import { buildContainer, buildPod, runningState, terminatedState, waitingState } from '../../support/build-pods.ts';

const collect = (pods: readonly ReturnType<typeof buildPod>[]) => {
  const collector = createLogCollector();
  for (const pod of pods) collector.add(pod);
  return collector.targets().map(({ pod, container, previous }) => `${pod}/${container}${previous ? ' before' : ''}`);
};

const crashed = buildContainer({
  ...{ name: 'api', state: waitingState('CrashLoopBackOff'), lastState: terminatedState(1, '1m'), restarts: 3 },
});
const unready = buildContainer({ name: 'sidecar', state: runningState('5m'), ready: false });
const podWith = (name: string, ...containers: ReturnType<typeof buildContainer>[]) =>
  buildPod({ name, owner: `Deployment/${name}`, containers });

it('a snapshot gets the logs of containers that crashed, then of those that run and are not ready', () => {
  expect(collect([podWith('slow', unready), podWith('ill', crashed)])).toEqual(['ill/api before', 'slow/sidecar']);
});

it('a snapshot gets no logs of containers that are well, or that wait for others', () => {
  const waiting = buildContainer({ name: 'api', state: waitingState('PodInitializing'), ready: false });
  expect(collect([podWith('well', buildContainer({})), podWith('waits', waiting)])).toEqual([]);
});

it('a snapshot gets at most fifty logs, three of each owner', () => {
  const replicas = Array.from({ length: 4 }, (_, index) => ({ ...podWith('ill', crashed), uid: `pod-${index}` }));
  expect(collect(replicas)).toHaveLength(3);
  const many = Array.from({ length: 60 }, (_, index) => podWith(`ill-${index}`, crashed));
  expect(collect([...many, podWith('slow', unready)])).toHaveLength(50);
});
