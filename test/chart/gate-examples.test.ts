import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { checks } from '../../checks/index.ts';
import { createProgram } from '../../src/commands/command-line/program.ts';
import { printRoles } from '../../src/commands/rbac.ts';
import { kavmonVersion } from '../../src/process/version.ts';
import { captureOutput } from '../commands/capture-output.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import type { RenderedValue } from './helm.ts';

const readGate = async (file: string): Promise<string> =>
  (await readFile(join(REPOSITORY_ROOT, 'examples/gates', file), 'utf8'))
    .replace(/^\{\{- \/\*.*?\*\/\}\}$/ms, '')
    .replaceAll(/\{\{ \.Release\.\w+ \}\}/g, 'shop');

const readObjects = async (file: string): Promise<readonly RenderedValue[]> =>
  yaml.parseAllDocuments(await readGate(file)).map((document) => document.toJS());

/** The rules that `kavmon rbac` prints for a selection in the namespace `shop`. */
const rulesFor = async (more: object): Promise<RenderedValue> => {
  const nothing = { config: [], checks: [], group: [], name: [], service: [], allNamespaces: false };
  const options = { ...nothing, catalogue: checks, namespace: ['shop'], podLogs: true, cwd: '/', roleName: 'gate' };
  const { stdout } = await captureOutput((io) => printRoles({ ...options, preflight: false, ...more }, io), {});
  return yaml.parse(stdout).rules;
};

describe('the examples of gates', () => {
  it.each(['init-container.yaml', 'helm-hook.yaml'])(
    '%s has the least Role and the image of this version',
    async (file) => {
      const objects = await readObjects(file);
      const role = objects.find(({ kind }) => kind === 'Role');
      expect(role?.rules).toEqual(await rulesFor({ group: ['pods', 'workloads'], wait: '10m' }));
      const pod = objects.find(({ kind }) => kind === 'Deployment' || kind === 'Job')?.spec.template.spec;
      const [gate] = pod.initContainers ?? pod.containers;
      expect(gate.image).toBe(`registry.example/kavmon:${kavmonVersion}`);
      expect(gate.args).toEqual(expect.arrayContaining(['--group=pods', '--group=workloads', '--wait=10m']));
    },
  );

  it.each(['github-actions.yaml', 'gitlab-ci.yaml'])('%s names only flags that there are', async (file) => {
    const program = createProgram({ name: 'kavmon' } as never);
    const options = program.commands.find((one) => one.name() === 'check')?.options ?? [];
    const known = new Set(options.flatMap(({ short, long }) => [short, long]));
    const text = await readGate(file);
    const words = [...text.matchAll(/kavmon check.*(?:\n {10}\S.*)*|SELECTION: .*/g)].flatMap(([line]) =>
      line.split(/\s/),
    );
    const flags = words.filter((word) => /^-{1,2}[a-z]/.test(word) && word !== '-eq').map((word) => word.split('=')[0]);
    expect(flags).toContain('--wait');
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });
});

it('kavmon rbac --wait adds what waiting reads to a selection that reads less', async () => {
  const listed = async (more: object) =>
    (await rulesFor({ name: ['crash-loops'], ...more })).flatMap(({ resources }: RenderedValue) => resources);
  expect(await listed({})).not.toContain('statefulsets');
  expect(await listed({ wait: true })).toEqual(expect.arrayContaining(['pods', 'statefulsets', 'jobs']));
});
