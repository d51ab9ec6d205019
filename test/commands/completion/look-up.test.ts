import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueLookUp } from '../../../src/commands/completion/look-up.ts';
import type { ValueKind } from '../../../src/commands/completion/model.ts';
import { serveCluster, writeKubeconfig } from '../../kubernetes/live-cluster.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { EXAMPLE_SNAPSHOT } from '../../support/repository.ts';

const suiteFolder = folderForSuite('look-up');

const lookUp = (
  kind: ValueKind,
  given: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> => {
  const io = { stdout: () => undefined, stderr: () => undefined, env, isTerminal: false, columns: 80 };
  return valueLookUp(io)(kind, new Map(Object.entries(given).map(([flag, value]) => [flag, [value]])));
};

const namespaceList = (...names: readonly string[]) => ({
  lists: { '/api/v1/namespaces': { kind: 'NamespaceList', items: names.map((name) => ({ metadata: { name } })) } },
});

describe('values of filters', () => {
  beforeAll(async () => {
    const config = 'services: { api: { checks: { front: { check: http-endpoint, url: http://x } } } }';
    await writeFile(join(suiteFolder.path, 'a.yaml'), config);
  });

  it('are those of the catalogue and of the configuration', async () => {
    const given = { '--config': join(suiteFolder.path, 'a.yaml') };
    expect(await lookUp('group')).toContain('dependency');
    expect(await lookUp('service', given)).toEqual(['cluster', 'api']);
    expect(await lookUp('name', given)).toContain('front');
  });

  it('are there also when the configuration is broken', async () => {
    const given = { '--config': join(suiteFolder.path, 'missing.yaml') };
    expect(await lookUp('service', given)).toEqual(['cluster']);
    expect(await lookUp('name', given)).toContain('http-endpoint');
  });
});

describe('contexts', () => {
  it('are those of the kubeconfigs, of the flag or of KUBECONFIG, each once', async () => {
    const [one, two] = [join(suiteFolder.path, 'one'), join(suiteFolder.path, 'two')];
    await writeFile(one, 'contexts: [{ name: prod, context: {} }, { name: stage, context: {} }]');
    await writeFile(two, 'contexts: [{ name: stage, context: {} }, { name: kind, context: {} }]');
    expect(await lookUp('context', { '--kubeconfig': one })).toEqual(['prod', 'stage']);
    expect(await lookUp('context', {}, { KUBECONFIG: `${one}:${two}` })).toEqual(['prod', 'stage', 'kind']);
  });

  it('are none without a kubeconfig, or of a broken one', async () => {
    expect(await lookUp('context')).toEqual([]);
    expect(await lookUp('context', { '--kubeconfig': join(suiteFolder.path, 'missing') })).toEqual([]);
    const broken = join(suiteFolder.path, 'broken');
    await writeFile(broken, 'contexts: {');
    expect(await lookUp('context', { '--kubeconfig': broken })).toEqual([]);
  });
});

describe('namespaces', () => {
  it('are those of the cluster', async () => {
    const server = await serveCluster(namespaceList('shop', 'bank'));
    const given = { '--kubeconfig': await writeKubeconfig(server), '--context': 'test' };
    expect(await lookUp('namespace', given)).toEqual(['shop', 'bank']);
    expect(server.seen.map(({ path }) => path)).toEqual(['/api/v1/namespaces']);
  });

  it('are those of a snapshot', async () => {
    const found = await lookUp('namespace', { '--snapshot': EXAMPLE_SNAPSHOT });
    expect(found).toContain('tariff');
    expect(found).toEqual(found.toSorted());
  });

  it('are none after a second when the cluster is silent', async () => {
    const server = await serveCluster({ ...namespaceList('shop'), fault: () => 'silent' });
    const since = performance.now();
    expect(await lookUp('namespace', { '--kubeconfig': await writeKubeconfig(server) })).toEqual([]);
    expect(performance.now() - since).toBeLessThan(2_000);
  });

  it.each([
    { what: 'forbids them', fault: { status: 403 } as const },
    { what: 'sends a page of a proxy', fault: 'html' as const },
  ])('are none when the cluster $what', async ({ fault }) => {
    const server = await serveCluster({ ...namespaceList('shop'), fault: () => fault });
    expect(await lookUp('namespace', { '--kubeconfig': await writeKubeconfig(server) })).toEqual([]);
  });

  it('are none without a cluster, and of a snapshot that is not there', async () => {
    expect(await lookUp('namespace')).toEqual([]);
    expect(await lookUp('namespace', { '--snapshot': join(suiteFolder.path, 'missing.json') })).toEqual([]);
  });
});
