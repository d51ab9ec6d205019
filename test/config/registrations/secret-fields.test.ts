import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { CheckMetadata } from '../../../src/check/check.ts';
import { duration } from '../../../src/params/duration.ts';
import { secret } from '../../../src/params/secret.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { loadInput, problemLines, singleFile } from '../config-input.ts';

const SECRET_CANARY = 'c4nary-p%40ss';
const URL_WITH_SECRET = `postgres://me:${SECRET_CANARY}@db.example:5432/d`;

let secretFolder: TemporaryFolder;
let passwordPath: string;
beforeAll(async () => {
  secretFolder = await makeTemporaryFolder('secrets');
  passwordPath = join(secretFolder.path, 'password');
  await writeFile(passwordPath, 'from-a-file\n');
  await writeFile(join(secretFolder.path, 'empty'), '\n');
});
afterAll(() => secretFolder.remove());

const loginConfig = (fields: string) => singleFile(`services: { db: { checks: { sql-login: { ${fields} } } } }`);
const loginRegistration = async (fields: string, env: Record<string, string> = {}) => {
  const config = await loadInput({ ...loginConfig(fields), env });
  return { ...config.registrations.find(({ service }) => service === 'db'), secrets: config.secrets };
};

describe('secrets', () => {
  it('come from the environment or a file, and the redactor knows them', async () => {
    const found = await loginRegistration(`url: { env: DB }, password: { file: ${passwordPath} }`, {
      DB: URL_WITH_SECRET,
    });
    expect(found.params).toEqual({ url: URL_WITH_SECRET, password: 'from-a-file' });
    expect(found.problem).toBeUndefined();
    expect(found.secrets.toSorted()).toEqual(['from-a-file', URL_WITH_SECRET]);
  });

  it('lose the line feed that made them a line', async () => {
    const env = { DB: `${URL_WITH_SECRET}\n`, PW: ' two\nlines \r\n' };
    const { params } = await loginRegistration('url: { env: DB }, password: { env: PW }', env);
    expect(params).toEqual({ url: URL_WITH_SECRET, password: ' two\nlines ' });
  });

  it('are replaced as a whole by a nearer reference', async () => {
    const config = await loadInput({
      ...singleFile(
        'checks: { sql-login: { password: { file: /none } } }\nservices: { db: { checks: { sql-login: { url: { env: DB }, password: { env: PW } } } } }',
      ),
      env: { DB: URL_WITH_SECRET, PW: 'from-env' },
    });
    expect(config.registrations.find(({ service }) => service === 'db')).toMatchObject({
      params: { password: 'from-env' },
    });
  });

  it.each([
    ['url: { env: DB }', {}, 'the environment variable DB is not set (for url)'],
    ['url: { env: DB }', { DB: '' }, 'the environment variable DB is empty (for url)'],
    ['url: { env: DB }', { DB: '\n' }, 'the environment variable DB is empty (for url)'],
    [
      'url: "postgres://h/d", password: { file: /no/such/file }',
      {},
      'the file /no/such/file: no such file (for password)',
    ],
    ['url: "postgres://h/d", password: { file: / }', {}, 'the file /: it is a folder, not a file (for password)'],
    [
      'url: { env: DB }, password: { env: PW }',
      {},
      'the environment variable DB is not set (for url); the environment variable PW is not set (for password)',
    ],
    [
      'url: { env: DB }',
      { DB: 'mysql://me:c4nary@h/d' },
      'url from the environment variable DB: expected postgres://...',
    ],
  ])('that cannot be used are the problem of their registration only: %s with %j', async (fields, env, problem) => {
    const found = await loginRegistration(fields, env);
    expect(found.problem).toBe(problem);
    expect(found.problem).not.toContain('c4nary');
  });

  it('that are empty files are a problem', async () => {
    const found = await loginRegistration(
      `url: "postgres://h/d", password: { file: ${join(secretFolder.path, 'empty')} }`,
    );
    expect(found.problem).toContain('is empty');
  });

  it('that are missing hide no other error, and cause none', async () => {
    expect(await problemLines(loginConfig('url: { env: DB }, min: x'))).toEqual([
      'a.yaml:1:60: services.db.checks.sql-login.min: expected a number, got text',
    ]);
  });

  it.each([
    [
      'url: "postgres://h/d", password: hunter2',
      'password: a secret does not stand in a config file: write { env: NAME } or { file: PATH }',
    ],
    ['url: "postgres://me:hunter2@h/d"', 'url: a URL with a password in it does not stand in a config file'],
    ['url: "postgres://me:hunter2@h1:1,h2:2/d"', 'url: a URL with a password in it'],
    ['url: "postgres://h/d?password=hunter2"', 'url: a URL with a password in it'],
    ['url: { env: DB, file: x }', 'url.file: unknown key'],
    ['url: { env: "" }', 'url.env'],
  ])('in plain text are refused: %s', async (fields, message) => {
    const lines = await problemLines({ ...loginConfig(fields), env: { DB: URL_WITH_SECRET } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
    expect(lines[0]).not.toContain('hunter2');
  });

  it('in headers are known by their names', async () => {
    const page = (header: string) =>
      singleFile(`services: { w: { checks: { http-page: { url: "http://h/", headers: { ${header} } } } } }`);
    expect(await problemLines(page('Authorization: Bearer hunter2'))).toEqual([
      'a.yaml:1:70: services.w.checks.http-page.headers.Authorization: a secret does not stand in a config file: write { env: NAME } or { file: PATH }',
    ]);
    const config = await loadInput({
      ...page('Authorization: { env: TOKEN }, Accept: text/html'),
      env: { TOKEN: 'Bearer x1234' },
    });
    expect(config.registrations.find(({ service }) => service === 'w')).toMatchObject({
      params: { headers: { Authorization: 'Bearer x1234', Accept: 'text/html' } },
    });
    expect(config.secrets).toEqual(['Bearer x1234']);
  });

  it('accept plain text that holds none', async () => {
    expect((await loginRegistration('url: "postgres://me@h:5432/d"')).params).toEqual({
      url: 'postgres://me@h:5432/d',
    });
  });

  it('are found in the parameters of a module, whose schema came as JSON', async () => {
    const params = z.strictObject({ token: secret().describe('Token'), wait: duration().prefault('1s') });
    const described: CheckMetadata = {
      group: 'custom',
      name: 'mine',
      title: 'Mine',
      why: 'It is.',
      remedy: 'Look.',
      severity: 'sev3',
      needs: [],
      params: z.fromJSONSchema(z.toJSONSchema(params, { io: 'input' })) as z.ZodObject,
      module: '/checks/mine.ts',
    };
    const given = (token: string) => ({
      ...singleFile(`services: { a: { checks: { mine: { token: ${token} } } } }`),
      checks: [described],
      env: { TOKEN: 'hunter22' },
    });
    const config = await loadInput(given('{ env: TOKEN }'));
    expect(config.registrations).toMatchObject([{ id: 'a/mine', params: { token: 'hunter22' } }]);
    expect(config.secrets).toEqual(['hunter22']);
    expect(await problemLines(given('hunter22'))).toEqual([
      'a.yaml:1:36: services.a.checks.mine.token: a secret does not stand in a config file: write { env: NAME } or { file: PATH }',
    ]);
  });
});
