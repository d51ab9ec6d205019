import { describe, expect, it } from 'vitest';
import secretsInEnv from '../../../checks/hygiene/secrets-in-env.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { messagesAbout } from './messages.ts';

describe('secrets-in-env', () => {
  it.each([
    ['DB_PASSWORD', 'x', true],
    ['api_key', 'x', true],
    ['GITHUB_TOKEN', 'x', true],
    ['DB_PWD', 'x', true],
    ['DATABASE_URL', 'postgres://app:hunter2@db/app', true],
    ['DATABASE_URL', 'postgres://db/app', false],
    ['PWD', '/srv', false],
    ['DB_PASSWORD_FILE', '/run/secrets/db', false],
    ['AWS_ACCESS_KEY_ID', 'x', false],
    ['MAX_TOKENS', '100', false],
    ['DB_PASSWORD', '', false],
  ])('%s=%s: %o', async (name, value, told) => {
    const found = await messagesAbout(secretsInEnv, { env: [{ name, value }] });
    expect(found).toEqual(told ? [`container web has plain values in ${name}`] : []);
  });

  it('the value is nowhere in the finding', async () => {
    const env = [{ name: 'DATABASE_URL', value: 'postgres://app:hunter2@db/app' }];
    const { findings } = await judgeRows(secretsInEnv, {
      pods: [buildPod({ containers: [buildContainer({ spec: { env } })] })],
    });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('references and what is allowed are fine', async () => {
    const env = [
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'SHARE_TOKEN', value: 'public' },
    ];
    expect(await messagesAbout(secretsInEnv, { env }, { allow: ['SHARE_TOKEN'] })).toEqual([]);
  });
});
