import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ensurePackages } from './debian.ts';
import { describeUnless, describeWithPackages } from './describe-unless.ts';
import { runProcess } from './run-process.ts';

const isRoot = process.getuid?.() === 0;
const describeDebian = await describeWithPackages('util-linux');

describeDebian('Debian packages', () => {
  it('are left alone when they are there', async () => {
    expect(await ensurePackages(['util-linux', 'dpkg'])).toBeUndefined();
  });

  it.runIf(isRoot)('that do not exist are told in one line', async () => {
    const reason = await ensurePackages(['no-such-package-kavmon']);
    expect(reason).toMatch(/^apt-get could not install no-such-package-kavmon: .*no-such-package-kavmon/);
    expect(reason).not.toContain('\n');
  });

  it.runIf(isRoot)('are not installed by who is not root', async () => {
    const script = `import('${fileURLToPath(new URL('debian.ts', import.meta.url))}').then(async (debian) => console.log(await debian.ensurePackages(['dpkg', 'no-such'])))`;
    const outcome = await runProcess('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, '-e', script]);
    expect(outcome.stdout).toBe('not root, and these Debian packages are missing: no-such\n');
  });
});

it('a missing requirement skips a suite, and fails in CI', () => {
  const before = process.env.CI;
  try {
    delete process.env.CI;
    expect(typeof describeUnless('nothing works')).toBe('function');
    process.env.CI = 'true';
    expect(() => describeUnless('nothing works')).toThrow('in CI this must be there: nothing works');
    expect(typeof describeUnless(undefined)).toBe('function');
  } finally {
    if (before === undefined) delete process.env.CI;
    else process.env.CI = before;
  }
});
