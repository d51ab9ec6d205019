import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { readConfigSource } from '../../src/config/load.ts';
import { type PrewarmedWorker, prewarmWorker } from '../../src/startup/prewarm.ts';
import { folderForSuite } from '../support/for-test.ts';

const prewarmFolder = folderForSuite('prewarm');
let worker: PrewarmedWorker | undefined;
afterEach(() => worker?.dispose());

const YAML = `services:
  web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } }
  db: { dependsOn: { own: { check: tcp-connection, host: 127.0.0.1, port: 1 } } }
  app: { workloads: { selector: app=app } }`;

type Selection = Partial<Parameters<typeof prewarmWorker>[1]>;

/** Whether a worker starts when this configuration is read; a mistake in it is not reported here. */
const starts = async (selection: Selection, text = YAML): Promise<boolean> => {
  await writeFile(join(prewarmFolder.path, 'a.yaml'), text);
  const redactor = { register: () => true };
  const { usages } = await readConfigSource({
    files: ['a.yaml'],
    cwd: prewarmFolder.path,
    env: {},
    catalogue: checks,
    redactor,
  });
  worker = prewarmWorker(usages, { group: [], name: [], service: [], shard: null, ...selection });
  return worker !== undefined;
};

describe('a worker thread starts with the configuration', () => {
  it.each<[string, Selection]>([
    ['without filters', {}],
    ['for the group', { group: ['pods,endpoint'] }],
    ['for what a service depends on', { group: ['dependency'] }],
    ['for the name of a check', { name: ['tcp-connection'] }],
    ['for a name of their own', { name: ['own'] }],
    ['for a service', { service: ['db'] }],
  ])('when services are asked: %s', async (_, selection) => {
    expect(await starts(selection)).toBe(true);
  });

  it.each<[string, Selection]>([
    ['their cluster alone', { service: ['cluster'] }],
    ['objects alone', { service: ['app'] }],
    ['checks of objects', { name: ['crash-loops'] }],
    ['groups of objects', { group: ['pods'] }],
    ['a saved cluster', { snapshot: 'saved.json.gz' }],
    ['nothing that there is', { name: ['no-such-check'] }],
  ])('but not for %s', async (_, selection) => {
    expect(await starts(selection)).toBe(false);
  });

  it('not for a file that is no YAML, nor for one without services', async () => {
    expect(await starts({}, 'services: [')).toBe(false);
    expect(await starts({}, 'cluster: a')).toBe(false);
  });

  it('for the shard that has something to ask, and no other', async () => {
    const text = "services: { web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } } }";
    const begun = [];
    for (const index of [1, 2, 3]) begun.push(await starts({ shard: { index, count: 3 } }, text));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });
});
