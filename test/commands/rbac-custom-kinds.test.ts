import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import * as yaml from 'yaml';
import { checks } from '../../checks/index.ts';
import { isResourceCheck, type ResourceCheck } from '../../checks/resources/resource-check.ts';
import { printRoles } from '../../src/commands/rbac.ts';
import { type CustomKindName, customKinds } from '../../src/kubernetes/custom-kinds.ts';
import type { PolicyRule } from '../../src/kubernetes/rbac.ts';
import { captureOutput } from './capture-output.ts';

const resourceChecks = checks.filter(isResourceCheck);
const customGroups = new Set<string>(Object.values(customKinds).map(({ group }) => group));

/** The kinds of custom resources that `kavmon rbac` names for a selection, as `RESOURCE.GROUP`. */
const grantedKinds = async (group: readonly string[], name: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await captureOutput((io) =>
    printRoles(
      {
        ...{
          config: [],
          checks: [],
          service: [],
          namespace: [],
          allNamespaces: true,
          podLogs: true,
          catalogue: checks,
        },
        ...{ roleName: 'kavmon', preflight: false, cwd: tmpdir(), group, name },
      },
      io,
    ),
  );
  expect(stdout).not.toContain('*');
  const rules = yaml
    .parseAllDocuments(stdout)
    .flatMap((role) => (role.toJS() as { rules: readonly PolicyRule[] }).rules);
  const custom = rules.filter(({ apiGroups }) => apiGroups.some((one) => customGroups.has(one)));
  expect(custom.flatMap(({ verbs }) => verbs).filter((verb) => verb !== 'list')).toEqual([]);
  return custom.flatMap(({ apiGroups, resources }) => resources.map((one) => `${one}.${apiGroups[0]}`)).toSorted();
};

const kindsOf = (...judging: readonly ResourceCheck[]): readonly string[] =>
  judging
    .flatMap(({ kinds }) => Object.keys(kinds) as CustomKindName[])
    .map((view) => `${customKinds[view].resource}.${customKinds[view].group}`)
    .toSorted();

it.each(resourceChecks.map((check) => [check.name, check] as const))(
  '`kavmon rbac -g resources -n %s` grants the kinds of that check, and no other',
  async (name, check) => {
    expect(await grantedKinds(['resources'], [name])).toEqual(kindsOf(check));
  },
);

it('`kavmon rbac -g resources` grants every kind', async () => {
  expect(await grantedKinds(['resources'], [])).toEqual(kindsOf(...resourceChecks));
});

it.each(['pods', 'network', 'workloads'])('`kavmon rbac -g %s` grants no kind of an operator', async (group) => {
  expect(await grantedKinds([group], [])).toEqual([]);
});
