import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import type { Check } from '../../src/check/check.ts';
import type { ViewName } from '../../src/kubernetes/resources.ts';
import { isProbeName, probeLoaders } from '../../src/probes/index.ts';
import { describeWithPackages } from '../support/describe-unless.ts';
import { judgeRows } from '../support/judge-rows.ts';
import { readHealthyCluster } from './healthy-cluster.ts';
import { type HealthyServices, startDatabases, startServices } from './healthy-services.ts';

// What holds for every check of the catalogue, as a list: a new check is held to it by standing in `checks/index.ts`.

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));
const healthyCluster = readHealthyCluster();

const asksService = ({ needs }: Check): boolean => needs.some(isProbeName);
const clusterChecks = checks.filter((check) => !asksService(check));
const serviceChecks = checks.filter(asksService);

/** The views that a check names, with rows or without. */
const viewsOf = ({ needs, wants = [] }: Check): readonly ViewName[] =>
  [...needs, ...wants].filter((source): source is ViewName => !isProbeName(source));

const sourcesOf = (check: Check, rowsOf: (view: ViewName) => readonly unknown[]) =>
  Object.fromEntries(viewsOf(check).map((view) => [view, rowsOf(view)]));

describe('the catalogue', () => {
  it('lists each check once', () => {
    const names = checks.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('lists every file that defines a check, and so many files define one', async () => {
    const paths = globSync('checks/*/*.ts', { cwd: repositoryRoot });
    const modules = await Promise.all(paths.map((path) => import(`${repositoryRoot}${path}`)));
    const defined = modules.flatMap(({ default: check }, index) =>
      check === undefined ? [] : [[paths[index]?.split('/')[1], basename(paths[index] as string, '.ts')]],
    );
    expect(defined.toSorted()).toEqual(checks.map(({ group, name }) => [group, name]).toSorted());
  });
});

describe.each(checks.map((check) => [check.name, check] as const))('%s', (name, check) => {
  it('has a title that is a statement: true when all is well', () => {
    expect(check.title).toMatch(/^[A-Z].*[^.!?:]$/);
    expect(check.title.length).toBeLessThanOrEqual(80);
  });

  it('says why it matters in whole sentences', () => {
    expect(check.why).toMatch(/^[A-Z].+\.$/);
  });

  it('says what to do about it in whole sentences', () => {
    for (const remedy of [check.remedy, ...Object.values(check.remedies ?? {})]) expect(remedy).toMatch(/^[A-Z].+\.$/);
  });

  it('is named as its file', async () => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const { default: defined } = await import(`${repositoryRoot}checks/${check.group}/${name}.ts`);
    expect(defined).toBe(check);
  });

  it('has a test at the same path', () => {
    expect(existsSync(`${repositoryRoot}test/checks/${check.group}/${name}.test.ts`)).toBe(true);
  });
});

describe('in a healthy cluster', () => {
  it.each(clusterChecks)('$name finds nothing', async (check) => {
    const sources = sourcesOf(check, (view) => healthyCluster[view]);
    for (const [view, rows] of Object.entries(sources)) expect(rows, view).not.toEqual([]);
    expect((await judgeRows(check, sources)).findings).toEqual([]);
  });

  it.each(clusterChecks)('$name finds nothing where there is nothing', async (check) => {
    const sources = sourcesOf(check, () => []);
    expect((await judgeRows(check, sources)).findings).toEqual([]);
  });
});

const askHealthy = async (check: Check, { paramsOf }: HealthyServices) => {
  const bound = await Promise.all(
    check.needs.filter(isProbeName).map(async (source) => {
      const probe = await probeLoaders[source]();
      const context = { signal: AbortSignal.timeout(10_000), phase: () => {} };
      return [source, (options: never) => probe(options, context as never)] as const;
    }),
  );
  const sources = { ...sourcesOf(check, (view) => healthyCluster[view]), ...Object.fromEntries(bound) };
  return judgeRows(check, sources as never, paramsOf[check.name], Date.now());
};

const ofDatabases = serviceChecks.filter(({ group }) => group === 'database');
/** Those of queues are held to it by slow suites of their own, as their servers need Erlang or a JVM. */
const ofQueues = serviceChecks.filter(({ group }) => group === 'queue');
const describeDatabases = await describeWithPackages('postgresql', 'pgbouncer', 'redis-server', 'redis-tools');

describe('of a healthy service', () => {
  let services: HealthyServices;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it.each(serviceChecks.filter((check) => ![...ofDatabases, ...ofQueues].includes(check)))(
    '$name finds nothing',
    async (check) => {
      expect((await askHealthy(check, services)).findings).toEqual([]);
    },
  );
});

describeDatabases('of a healthy database', () => {
  let databases: HealthyServices;
  beforeAll(async () => {
    databases = await startDatabases();
  });
  afterAll(() => databases.stop());

  it.each(ofDatabases)('$name finds nothing', async (check) => {
    expect((await askHealthy(check, databases)).findings).toEqual([]);
  });
});
