import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeModules } from '../../../src/run/processes/describe-modules.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { listChildren } from '../../support/process-table.ts';
import { userChecks } from '../user-checks.ts';

let userModules: Awaited<ReturnType<typeof userChecks>>;
beforeAll(async () => {
  userModules = await userChecks();
});
afterAll(() => userModules.remove());

it('the description of a module has all but its functions', async () => {
  const [typed, plain] = await describeModules([userModules.file('typed.ts'), userModules.file('healthy.js')]);
  expect(typed).toEqual({
    kind: 'described',
    file: userModules.file('typed.ts'),
    check: {
      name: 'typed',
      group: 'endpoint',
      title: 'A module in TypeScript runs as it is',
      why: 'Only a test needs it.',
      remedy: 'Nothing is to be done.',
      severity: 'sev2',
      timeout: '3s',
      repeatable: false,
      needs: ['tcp'],
      wants: [],
      params: expect.objectContaining({
        properties: { limit: { type: 'number', default: 3, description: 'How many are too many' } },
        additionalProperties: false,
      }),
    },
  });
  expect(plain).toMatchObject({ kind: 'described', check: { name: 'healthy', params: null, repeatable: true } });
});

it('a module that cannot be used is named with its cause, and holds up no other one', async () => {
  const names = ['syntax', 'looping', 'exiting', 'no-check', 'misshapen', 'throwing'];
  const files = [...names.map((name) => userModules.file(`broken-${name}.mjs`)), userModules.file('healthy.js')];
  const since = performance.now();
  const described = await describeModules(files, { loadMs: 2000 });
  expect(performance.now() - since).toBeLessThan(8000);
  expect(described.map(({ file }) => file)).toEqual(files);
  expect(described.map((one) => (one.kind === 'broken' ? one.problems.join('\n') : 'described'))).toEqual([
    expect.stringMatching(/broken-syntax\.mjs:1: SyntaxError/),
    expect.stringMatching(/broken-looping\.mjs: it was not loaded within 2 s$/),
    expect.stringContaining('exit code 0'),
    expect.stringMatching(/no-check\.mjs:1: it has no default export: .*; it exports nothing/),
    expect.stringMatching(/kebab-case[\s\S]*title/),
    expect.stringMatching(/broken-throwing\.mjs:1:7: Error: not today$/),
    'described',
  ]);
});

it('loading modules leaves no process behind', async () => {
  const before = await listChildren(process.pid);
  await describeModules([userModules.file('broken-looping.mjs')], { loadMs: 300 });
  await pollUntil(async () => (await listChildren(process.pid)).length === before.length, {
    what: 'its end',
    ms: 1000,
  });
});
