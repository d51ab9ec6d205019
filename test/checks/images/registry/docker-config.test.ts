import { describe, expect, it } from 'vitest';
import { findLogin } from '../../../../checks/images/registry/docker-config.ts';

const auth = (user: string) => ({ auth: Buffer.from(`${user}:secret`).toString('base64') });
const userFor = (auths: object, registry: string, repository = 'team/api') =>
  findLogin(JSON.stringify({ auths }), registry, repository)?.username;

describe('the logins of a Docker config', () => {
  it.each<[object, string, string | undefined]>([
    [{ 'registry.test:5000': auth('port') }, 'registry.test:5000', 'port'],
    [{ 'registry.test': auth('host') }, 'registry.test:5000', undefined],
    [{ 'https://registry.test/v2/': auth('url') }, 'registry.test', 'url'],
    [{ 'https://index.docker.io/v1/': auth('hub') }, 'docker.io', 'hub'],
    [{ '*.registry.test': auth('any') }, 'eu.registry.test', 'any'],
    [{ '*.registry.test': auth('any') }, 'a.eu.registry.test', undefined],
    [{ 'registry.test': auth('all'), 'registry.test/team': auth('team') }, 'registry.test', 'team'],
    [{ 'registry.test/tea': auth('part') }, 'registry.test', undefined],
    [{ 'registry.test': { username: 'plain', password: 'x' } }, 'registry.test', 'plain'],
  ])('of %j for %s are %s', (auths, registry, user) => {
    expect(userFor(auths, registry)).toBe(user);
  });

  it('are refused in forms that are not spoken, without a word of them', () => {
    const identity = JSON.stringify({ auths: { 'registry.test': { identitytoken: 'canary-7f3a' } } });
    expect(() => findLogin(identity, 'registry.test', 'a')).toThrow(/identity token for registry\.test/);
    expect(() => findLogin('{"auths":{"registry.test":{"auth":"canary"}}}', 'registry.test', 'a')).toThrow(
      'dockerConfig has no user and password for registry.test',
    );
    expect(() => findLogin('canary', 'registry.test', 'a')).toThrow(
      'dockerConfig is no Docker config: it has no auths',
    );
  });
});
