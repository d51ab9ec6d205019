import { describe, expect, it } from 'vitest';
import { judgeReplica } from '../../src/status/judge-replica.ts';
import {
  buildContainer,
  buildPod,
  runningState,
  TEST_NOW,
  terminatedState,
  timestampAgo,
} from '../support/build-pods.ts';

const UNREADY = [{ type: 'Ready', status: 'False', lastTransitionTime: timestampAgo('40m') }];

/** The pod of a Job with a container that has done its work, and another one. */
const halfDone = (other: Parameters<typeof buildContainer>[0], exitCode = 0) =>
  judgeReplica(
    buildPod({
      ...{ age: '45m', owner: 'Job/report', conditions: UNREADY, spec: { restartPolicy: 'Never' } },
      containers: [
        buildContainer({ name: 'fetch', state: terminatedState(exitCode, '40m') }),
        buildContainer({ name: 'render', state: runningState('45m'), ready: true, ...other }),
      ],
    }),
    TEST_NOW,
  );

describe('a pod whose containers end one after another', () => {
  it('is Responsive while one works on, however long the other one has been done', () => {
    expect(halfDone({})).toMatchObject({
      ...{ state: 'Responsive', level: 'running', text: 'fetch ended without an error, render runs on' },
    });
  });

  it('is not when the one that is left is not ready, or could not be made', () => {
    expect(halfDone({ ready: false })).toMatchObject({ state: 'Unresponsive', level: 'degraded' });
    expect(halfDone({ state: { waiting: { reason: 'ContainerCreating' } }, ready: false })).toMatchObject({
      ...{ state: 'Starting', level: 'degraded' },
    });
  });
});
