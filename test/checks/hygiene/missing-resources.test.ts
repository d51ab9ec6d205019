import { describe, expect, it } from 'vitest';
import missingResources from '../../../checks/hygiene/missing-resources.ts';
import { buildContainer, buildPod, runningState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { messagesAbout } from './messages.ts';

describe('missing-resources', () => {
  it.each([
    [{}, ['container web has no CPU request, no memory request, no memory limit']],
    [{ requests: { cpu: '1', memory: '1Gi' } }, ['container web has no memory limit']],
    [{ limits: { cpu: '1', memory: '1Gi' } }, []],
    [{ requests: { cpu: '1' }, limits: { memory: '1Gi' } }, []],
  ])('%o', async (resources, told) => expect(await messagesAbout(missingResources, { resources })).toEqual(told));

  it('a CPU limit is named only when that is wanted', async () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' } };
    expect(await messagesAbout(missingResources, { resources }, { cpuLimit: true })).toEqual([
      'container web has a CPU limit of 1',
    ]);
  });

  it('sidecars count, init containers and Jobs do not', async () => {
    const spec = { limits: { cpu: '1', memory: '1Gi' } };
    const done = [buildContainer({ spec: { resources: spec } })];
    const sidecar = buildContainer({ name: 'mesh', state: runningState(), spec: { restartPolicy: 'Always' } });
    const pods = [
      buildPod({ containers: done, initContainers: [buildContainer({ name: 'migrate' }), sidecar] }),
      buildPod({ owner: 'Job/import' }),
    ];
    const { findings } = await judgeRows(missingResources, { pods });
    expect(findings.map(({ object }) => object?.container)).toEqual(['mesh']);
  });
});
