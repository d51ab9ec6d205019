import { describe, expect, it } from 'vitest';
import missingResources from '../../../checks/hygiene/missing-resources.ts';
import secretsInEnv from '../../../checks/hygiene/secrets-in-env.ts';
import unpinnedImages from '../../../checks/hygiene/unpinned-images.ts';
import { container, pod, running } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';

type Check = Parameters<typeof judge>[0];

const messages = async (check: Check, spec: object, params: object = {}) =>
  (await judge(check, { pods: [pod({ containers: [container({ spec })] })] }, { ...params })).findings.map(
    ({ message }) => message,
  );

describe('missing-resources', () => {
  it.each([
    [{}, ['container web has no CPU request, no memory request, no memory limit']],
    [{ requests: { cpu: '1', memory: '1Gi' } }, ['container web has no memory limit']],
    [{ limits: { cpu: '1', memory: '1Gi' } }, []],
    [{ requests: { cpu: '1' }, limits: { memory: '1Gi' } }, []],
  ])('%o', async (resources, told) => expect(await messages(missingResources, { resources })).toEqual(told));

  it('a CPU limit is named only when that is wanted', async () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' } };
    expect(await messages(missingResources, { resources }, { cpuLimit: true })).toEqual([
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

describe('secrets-in-env', () => {
  it.each([
    ['DB_PASSWORD', 'x', true],
    ['api_key', 'x', true],
    ['GITHUB_TOKEN', 'x', true],
    ['DB_PWD', 'x', true],
    ['DATABASE_URL', 'postgres://app:hunter2@db/app', true],
    ['DATABASE_URL', 'postgres://db/app', false],
    ['PWD', '/srv', false],
    ['DB_PASSWORD_FILE', '/run/secrets/db', false],
    ['AWS_ACCESS_KEY_ID', 'x', false],
    ['MAX_TOKENS', '100', false],
    ['DB_PASSWORD', '', false],
  ])('%s=%s: %o', async (name, value, told) => {
    const found = await messages(secretsInEnv, { env: [{ name, value }] });
    expect(found).toEqual(told ? [`container web has plain values in ${name}`] : []);
  });

  it('the value is nowhere in the finding', async () => {
    const env = [{ name: 'DATABASE_URL', value: 'postgres://app:hunter2@db/app' }];
    const { findings } = await judge(secretsInEnv, { pods: [pod({ containers: [container({ spec: { env } })] })] });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('references and what is allowed are fine', async () => {
    const env = [
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'SHARE_TOKEN', value: 'public' },
    ];
    expect(await messages(secretsInEnv, { env }, { allow: ['SHARE_TOKEN'] })).toEqual([]);
  });
});

describe('unpinned-images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ['nginx', {}, ['has no tag, so latest is meant']],
    ['host:5000/app', {}, ['has no tag, so latest is meant']],
    ['nginx:latest', {}, ['has the tag latest']],
    ['host:5000/app:1', {}, []],
    [`nginx@${digest}`, {}, []],
    [`nginx:latest@${digest}`, {}, []],
    ['nginx:1.27', { digest: true }, ['has no digest']],
    ['nginx:1.27', { registries: ['registry.acme.test'] }, ['comes from docker.io']],
    ['registry.acme.test/nginx:1', { registries: ['registry.acme.test'] }, []],
  ])('%s with %o', async (image, params, told) => {
    const found = await messages(unpinnedImages, { image }, params);
    expect(found).toEqual(told.map((text) => `container web: image ${image} ${text}`));
  });
});

it.each([missingResources, secretsInEnv, unpinnedImages])(
  '$name finds nothing where there is nothing',
  async (check) => {
    expect((await judge(check as Check, { pods: [] })).findings).toEqual([]);
  },
);
