import { describe, expect, it } from 'vitest';
import missingResources from '../../../checks/hygiene/missing-resources.ts';
import { container, pod, running } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
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
    const done = [container({ spec: { resources: spec } })];
    const sidecar = container({ name: 'mesh', state: running(), spec: { restartPolicy: 'Always' } });
    const pods = [
      pod({ containers: done, initContainers: [container({ name: 'migrate' }), sidecar] }),
      pod({ owner: 'Job/import' }),
    ];
    const { findings } = await judge(missingResources, { pods });
    expect(findings.map(({ object }) => object?.container)).toEqual(['mesh']);
  });
});
