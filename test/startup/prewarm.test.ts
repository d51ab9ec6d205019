import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { findConfigUsages, mergeConfigFiles, readConfigFiles } from '../../src/config/load.ts';
import { type PrewarmedWorker, prewarmWorker } from '../../src/startup/prewarm.ts';
import { folderForSuite } from '../support/for-test.ts';

const prewarmFolder = folderForSuite('prewarm');
let prewarmedWorker: PrewarmedWorker | undefined;
afterEach(() => prewarmedWorker?.dispose());

const CONFIG_YAML = `services:
  web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } }
  db: { dependsOn: { own: { check: tcp-connection, host: 127.0.0.1, port: 1 } } }
  app: { workloads: { selector: app=app } }`;

type PartialSelection = Partial<Parameters<typeof prewarmWorker>[1]>;

/** Whether a worker starts when this configuration is read; a mistake in it is not reported here. */
const startsWorker = async (selection: PartialSelection, text = CONFIG_YAML): Promise<boolean> => {
  await writeFile(join(prewarmFolder.path, 'a.yaml'), text);
  const redactor = { register: () => true };
  const options = {
    files: ['a.yaml'],
    cwd: prewarmFolder.path,
    env: {},
    catalogue: checks,
    redactor,
  };
  const { usages } = findConfigUsages(await mergeConfigFiles(await readConfigFiles(options)), options);
  prewarmedWorker = prewarmWorker(usages, { group: [], name: [], service: [], shard: null, ...selection });
  return prewarmedWorker !== undefined;
};

describe('a worker thread starts with the configuration', () => {
  it.each<[string, PartialSelection]>([
    ['without filters', {}],
    ['for the group', { group: ['pods,endpoint'] }],
    ['for what a service depends on', { group: ['dependency'] }],
    ['for the name of a check', { name: ['tcp-connection'] }],
    ['for a name of their own', { name: ['own'] }],
    ['for a service', { service: ['db'] }],
  ])('when services are asked: %s', async (_, selection) => {
    expect(await startsWorker(selection)).toBe(true);
  });

  it.each<[string, PartialSelection]>([
    ['their cluster alone', { service: ['cluster'] }],
    ['objects alone', { service: ['app'] }],
    ['checks of objects', { name: ['crash-loops'] }],
    ['groups of objects', { group: ['pods'] }],
    ['a saved cluster', { snapshot: 'saved.json.gz' }],
    ['nothing that there is', { name: ['no-such-check'] }],
  ])('but not for %s', async (_, selection) => {
    expect(await startsWorker(selection)).toBe(false);
  });

  it('not for a file that is no YAML, nor for one without services', async () => {
    expect(await startsWorker({}, 'services: [')).toBe(false);
    expect(await startsWorker({}, 'cluster: a')).toBe(false);
  });

  it('for the shard that has something to ask, and no other', async () => {
    const text = "services: { web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } } }";
    const begun = [];
    for (const index of [1, 2, 3]) begun.push(await startsWorker({ shard: { index, count: 3 } }, text));
    expect(begun.filter(Boolean)).toHaveLength(1);
  });
});
