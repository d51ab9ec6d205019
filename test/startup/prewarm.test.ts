import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { findConfigUsages, mergeConfigFiles, readConfigFiles } from '../../src/config/load.ts';
import { type PrewarmedThreads, prewarmThreads } from '../../src/startup/prewarm.ts';
import { folderForSuite } from '../support/for-test.ts';

const prewarmFolder = folderForSuite('prewarm');
let threads: PrewarmedThreads | undefined;
afterEach(() => threads?.dispose());

const CONFIG_YAML = `services:
  web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } }
  db: { dependsOn: { own: { check: tcp-connection, host: 127.0.0.1, port: 1 } } }
  app: { workloads: { selector: app=app } }`;

type PartialSelection = Partial<Parameters<typeof prewarmThreads>[1]>;

const UNSELECTED = { group: [], name: [], service: [], shard: null, numWorkers: 1, hasOtherFlags: false };

/** What threads start for when this configuration is read; a mistake in it is not reported here. */
const startedFor = async (selection: PartialSelection, text = CONFIG_YAML): Promise<readonly string[]> => {
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
  threads = prewarmThreads(usages, { ...UNSELECTED, ...selection });
  return (['services', 'cluster'] as const).filter((name) => threads?.[name] !== undefined);
};

describe('threads start with the configuration', () => {
  it.each<[string, PartialSelection, readonly string[]]>([
    ['without filters', {}, ['services', 'cluster']],
    ['for groups of both', { group: ['pods,endpoint'] }, ['services', 'cluster']],
    ['for what a service depends on', { group: ['dependency'] }, ['services']],
    ['for the name of a check', { name: ['tcp-connection'] }, ['services']],
    ['for a name of their own', { name: ['own'] }, ['services']],
    ['for a service', { service: ['db'] }, ['services']],
    ['for the cluster alone', { service: ['cluster'] }, ['cluster']],
    ['for objects of a service', { service: ['app'] }, ['cluster']],
    ['for a check of objects', { name: ['crash-loops'] }, ['cluster']],
    ['for a group of objects', { group: ['pods'] }, ['cluster']],
    ['beside a long configuration', { hasOtherFlags: true }, ['services']],
    ['but for no saved cluster', { snapshot: 'saved.json.gz' }, []],
    ['but not where health is waited for', { wait: 60_000 }, []],
    ['but for nothing that there is', { name: ['no-such-check'] }, []],
  ])('%s', async (_, selection, started) => {
    expect(await startedFor(selection)).toEqual(started);
  });

  it('but for no service of a file that is no YAML, nor of one without any', async () => {
    expect(await startedFor({ group: ['endpoint'] }, 'services: [')).toEqual([]);
    expect(await startedFor({ group: ['endpoint'] }, 'cluster: a')).toEqual([]);
  });

  it('for the shard that has something to ask, and no other', async () => {
    const text = "services: { web: { checks: { http-endpoint: { url: 'http://127.0.0.1/' } } } }";
    const begun = [];
    for (const index of [1, 2, 3])
      begun.push(await startedFor({ group: ['endpoint'], shard: { index, count: 3 } }, text));
    expect(begun.flat()).toEqual(['services']);
  });
});
