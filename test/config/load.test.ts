import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import dnsResolution from '../../checks/endpoint/dns-resolution.ts';
import httpEndpoint from '../../checks/endpoint/http-endpoint.ts';
import tcpConnection from '../../checks/endpoint/tcp-connection.ts';
import tlsCertificate from '../../checks/endpoint/tls-certificate.ts';
import { startCpuClock } from '../support/contention.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { loadInput, problemLines, singleFile } from './config-input.ts';
import { wrongConfigs } from './wrong-configs.ts';

describe('where the configuration comes from', () => {
  const files = {
    'a.yaml': 'cluster: a\nservices: { one: { severity: sev1 } }',
    'b.yaml': 'cluster: b\nservices: { two: {} }',
    'kavmon.yaml': 'cluster: local',
    'etc/10-base.yaml': 'cluster: etc\nnamespaces: [x]',
    'etc/20-more.yaml': 'cluster: etc2',
    'etc/.hidden.yaml': 'broken: [',
    'etc/readme.txt': 'no yaml',
  };

  it('merges several -c in their order', async () => {
    const config = await loadInput({ files, flags: ['a.yaml', 'b.yaml'] });
    expect(config.cluster).toBe('b');
    expect(config.services).toEqual(['cluster', 'one', 'two']);
    expect(config.files).toEqual(['a.yaml', 'b.yaml']);
    expect((await loadInput({ files, flags: ['b.yaml', 'a.yaml'] })).cluster).toBe('a');
  });

  it('takes KAVMON_CONFIG before the folder of the system, and that before ./kavmon.yaml', async () => {
    expect((await loadInput({ files, flags: [], env: { KAVMON_CONFIG: 'a.yaml:b.yaml' } })).services).toHaveLength(3);
    const system = await loadInput({ files, flags: [], env: { KAVMON_CONFIG: '' } });
    expect(system.cluster).toBe('etc2');
    expect(system.namespaces).toEqual(['x']);
    expect(system.files).toHaveLength(2);
    expect((await loadInput({ files: { 'kavmon.yaml': 'cluster: local' }, flags: [] })).cluster).toBe('local');
  });

  it('needs no file at all', async () => {
    const config = await loadInput({});
    expect(config).toMatchObject({ files: [], cluster: null, namespaces: null, services: ['cluster'], ignores: [] });
    expect(config.registrations.map(({ id }) => id)).toEqual([
      'cluster/pods-waiting',
      'cluster/pods-bare',
      'cluster/nodes-well',
    ]);
  });

  it('lets the environment name the cluster before the file does', async () => {
    expect((await loadInput({ ...singleFile('cluster: a'), env: { KAVMON_CLUSTER: 'b' } })).cluster).toBe('b');
  });

  it('accepts an empty mapping', async () => {
    expect((await loadInput(singleFile('{}'))).registrations).toHaveLength(3);
  });

  it.each([
    ['', 'a.yaml: the file is empty; {} would do'],
    ['# nothing\n', 'a.yaml: the file is empty; {} would do'],
    ['- a\n', 'a.yaml:1:1: the file has to be a mapping, this is a list'],
    ['text', 'a.yaml:1:1: the file has to be a mapping, this is "text"'],
    ['{}\n---\n{}', 'a.yaml:2:1: a file holds one document: give the others a file each'],
    ['cluster: [a\n', 'a.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['cluster: *nobody', 'a.yaml:1:10: cluster: no anchor "nobody" stands before this alias'],
    ['cluster: !secret x', 'a.yaml:1:10: Unresolved tag'],
    ['? [a]\n: b', 'a.yaml:1:3: a key has to be plain text'],
    ['a: &a { cluster: b }\n<<: *a', 'a.yaml:2:1: <<: merge keys are not part of YAML 1.2'],
  ])('refuses %j', async (text, message) => {
    expect(await problemLines(singleFile(text))).toContain(message);
  });

  it.each([
    ['missing.yaml', 'missing.yaml: no such file'],
    ['.', '.: it is a folder, not a file'],
  ])('refuses -c %s', async (flag, message) => {
    expect(await problemLines({ flags: [flag] })).toEqual([message]);
  });

  it('refuses an alias bomb at once', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
    const spent = startCpuClock();
    const lines = await problemLines(singleFile(`a0: &a0 [x]\n${rows.join('\n')}`));
    expect(lines.join('\n')).toContain('the configuration has more than 50000 values');
    expect(spent()).toBeLessThan(3000);
  });

  it('refuses an alias of itself', async () => {
    expect(await problemLines(singleFile('cluster: &a [*a]'))).toEqual([
      'a.yaml:1:14: cluster[0][0][0]: the configuration has more than 50000 values or 100 levels: is an alias within an alias meant?',
    ]);
  });

  it('refuses more text than 2 MiB, and names the largest file', async () => {
    const files = { 'a.yaml': '{}', 'b.yaml': '# a\n'.repeat(600_000) };
    expect(await problemLines({ files, flags: ['a.yaml', 'b.yaml'] })).toEqual([
      'b.yaml: the configuration of 2 files, this the largest, is larger than 2 MiB: split it into runs of their own',
    ]);
  });

  it.each([
    ['a: 1\n', '125001:1'],
    ['-\n', '250001:1'],
    ['[', '1:250001'],
  ])('stops parsing where %j stands too often', async (text, place) => {
    expect(await problemLines(singleFile(text.repeat(400_000)))).toEqual([
      `a.yaml:${place}: the configuration has more than 50000 values: split it into runs of their own`,
    ]);
  });

  it('takes as many values as there may be, however they are written', async () => {
    const keys = Array.from({ length: 49_990 }, (_, index) => `? ?${index}: 1`).join(', ');
    expect(await problemLines(singleFile(`cluster: { ${keys} }`))).toEqual([
      'a.yaml:1:1: cluster: expected text, got a mapping',
    ]);
  });

  it('counts the values of all files together', async () => {
    const list = (name: string) => `${name}: [${'a,'.repeat(26_000)}]`;
    const files = { 'a.yaml': list('namespaces'), 'b.yaml': list('ignore') };
    const lines = await problemLines({ files, flags: ['a.yaml', 'b.yaml'] });
    expect(lines.at(-1)).toMatch(/^b\.yaml:1:\d+: ignore\[2399\d\]: the configuration has more than 50000 values/);
  });

  it('refuses services that use more checks than one run can hold', async () => {
    const service = 'workloads: { selector: a=b }';
    const services = Array.from({ length: 11_000 }, (_, index) => `  s-${index}: { ${service} }`).join('\n');
    expect(await problemLines(singleFile(`services:\n${services}`))).toEqual([
      'services: they use more than 20000 checks, which is the most for one run: split the configuration',
    ]);
  });

  it('refuses what is nested without end', async () => {
    for (const deep of [`cluster: ${'['.repeat(50_000)}`, `services: ${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`]) {
      expect(await problemLines(singleFile(deep))).toEqual(['a.yaml: nested too deeply to be read']);
    }
  });

  it('does not wait for a pipe without a writer', async () => {
    expect((await problemLines({ flags: ['/dev/null'] }))[0]).toBe('/dev/null: the file is empty; {} would do');
  });
});

describe('what a file may say', () => {
  it('names line, column, path, the nearest key and the known ones', async () => {
    expect(await problemLines(singleFile('cluster: a\nservice: {}\n'))).toEqual([
      'a.yaml:2:1: service: unknown key "service": did you mean "services"? known: cluster, namespaces, ownChecks, services, checks, ignore, metrics, alertmanager',
    ]);
  });

  it('reports all problems of all files at once', async () => {
    const lines = await problemLines({
      files: {
        'a.yaml': 'cluster: 5\ncluster: b\nnamespaces: x\nchecks: { pods-waitin: {}, pods-waiting: { grace: soon } }',
        'b.yaml': 'services:\n  api:\n    severity: sev9\n    checks:\n      http-page: { url: http://x, stats: 200 }',
        'c.yaml': 'ignore: [',
      },
    });
    expect(lines).toEqual([
      'a.yaml:1:1: cluster: expected text, got a number',
      'a.yaml:2:1: cluster: the key "cluster" stands twice in one mapping, first in line 1',
      'a.yaml:3:1: namespaces: expected a list, got text',
      expect.stringMatching(
        /^a\.yaml:4:11: checks\.pods-waitin: unknown key "pods-waitin": did you mean "pods-waiting"\?/,
      ),
      'a.yaml:4:44: checks.pods-waiting.grace: "soon" is no duration: write 250ms, 5s, 10m, 1h or 30d',
      expect.stringContaining('c.yaml:1:10: Flow sequence'),
      'b.yaml:3:5: services.api.severity: expected sev1, sev2, sev3: did you mean "sev1"?',
      expect.stringMatching(
        /^b\.yaml:5:35: services\.api\.checks\.http-page\.stats: unknown key "stats": did you mean "status"\? known: name, /,
      ),
    ]);
  });

  it.each(wrongConfigs)('refuses $yaml', async ({ yaml, message }) => {
    const lines = await problemLines({ ...singleFile(yaml), env: { U: 'postgres://h/d' } });
    expect(lines.join('\n')).toContain(message);
    expect(lines, lines.join('\n')).toHaveLength(1);
    expect(lines[0]).toMatch(/^a\.yaml:\d+:\d+: /);
  });

  it('refuses a check whose parameter is named like a key of registrations', async () => {
    const { catalogue } = await import('../fixtures/checks.ts');
    const [page] = catalogue;
    if (page === undefined) throw new Error('the catalogue is empty');
    const clashing = { ...page, module: '/checks/page.ts', params: page.params.extend({ name: page.params }) };
    expect(await problemLines({ ...singleFile('{}'), checks: [clashing] })).toEqual([
      'check "http-page" of /checks/page.ts: a parameter cannot be named "name", that key tunes checks',
    ]);
  });

  it('keeps ignores and labels', async () => {
    const text = `ignore: [{ check: pods-waiting, object: 'pod/legacy-*', until: 2026-12-31, reason: moving }]
metrics: { labels: { team: payments } }`;
    const config = await loadInput(singleFile(text));
    expect(config.ignores).toEqual([
      { check: 'pods-waiting', object: 'pod/legacy-*', until: '2026-12-31', reason: 'moving' },
    ]);
    expect(config.metricLabels).toEqual({ team: 'payments' });
  });
});

describe('checks of endpoints', () => {
  const checks = [httpEndpoint, dnsResolution, tlsCertificate, tcpConnection];
  const problemsOf = (check: string, params: object, rest = '') =>
    problemLines({
      ...singleFile(`services: { api: { ${rest} checks: { x: ${JSON.stringify({ check, ...params })} } } }`),
      checks,
    });
  const url = 'http://api.test/';

  it.each([
    ['http-endpoint', { url: '127.0.0.1:80/x' }, 'the URL is not one of http or https'],
    ['http-endpoint', { url: 'http://127.0.0.1:99999/' }, 'the URL is not one of http or https'],
    ['http-endpoint', { url: 'ftp://127.0.0.1/' }, 'the URL is not one of http or https'],
    ['http-endpoint', { url, proxy: 'socks5://127.0.0.1:1080' }, 'the proxy socks5://... is not supported, http only'],
    ['http-endpoint', { url, proxy: 'https://127.0.0.1:1080' }, 'the proxy https://... is not supported, http only'],
    ['http-endpoint', { url, method: 'HEAD', contains: 'x' }, 'the answer to HEAD has no body to compare'],
    ['http-endpoint', { url, matches: '(?i)^ok' }, 'write (?i:^ok)'],
    ['http-endpoint', { url, failAfter: 500 }, 'failAfter of 8m 20s is beyond the timeout of 10s'],
    ['http-endpoint', { url, warnAfter: '12s' }, 'warnAfter of 12s is beyond the timeout of 10s'],
    ['dns-resolution', { host: 'http://api.test' }, 'a URL is no host'],
    ['dns-resolution', { host: 'api.test', resolvers: ['udp://127.0.0.1:53'] }, 'a URL is no host'],
    ['tcp-connection', { host: '127.0.0.1:80', port: 80 }, 'a host has no port with it'],
    ['tls-certificate', { host: 'https://api.test' }, 'a URL is no host'],
    ['tls-certificate', { host: 'api.test', starttls: 'imaps' }, 'ftp, imap, ldap, mysql, pop3, postgres, smtp'],
  ])('refuses what can never work: %s %j', async (check, params, words) => {
    const lines = await problemsOf(check, params);
    expect(lines.join('\n')).toContain(words);
    expect(lines.join('\n')).not.toContain('did you mean');
  });

  it.each([
    ['http-endpoint', { url, failAfter: '500ms', warnAfter: 0.3 }],
    ['http-endpoint', { url, failAfter: 10 }],
    ['http-endpoint', { url, failAfter: 20, timeout: '30s' }],
    ['http-endpoint', { url, proxy: 'http://proxy.test:3128' }],
    ['dns-resolution', { host: '_sip._tcp.api.test', type: 'SRV', resolvers: ['[::1]:53', '10.0.0.1'] }],
  ])('takes what works: %s %j', async (check, params) => {
    const yaml = `services: { api: { checks: { x: ${JSON.stringify({ check, ...params })} } } }`;
    expect((await loadInput({ ...singleFile(yaml), checks })).registrations.some(({ name }) => name === 'x')).toBe(
      true,
    );
  });

  it('refuses what a secret holds without showing it', async () => {
    const yaml = `services: { api: { checks: { x: { check: http-endpoint, url: { env: URL } } } } }`;
    const config = await loadInput({ ...singleFile(yaml), checks, env: { URL: 'canary:80/x' } });
    const problem = config.registrations.find(({ name }) => name === 'x')?.problem;
    expect(problem).toContain('the URL is not one of http or https');
    expect(problem).not.toContain('canary');
  });
});

it('a file in UTF-16 is read, as PowerShell writes it', async () => {
  const folder = await makeTemporaryFolder('utf16');
  const path = join(folder.path, 'a.yaml');
  for (const bytes of [
    Buffer.from('\ufeffcluster: Köln', 'utf16le'),
    Buffer.from('\ufeffcluster: Köln', 'utf16le').swap16(),
    Buffer.from('\ufeffcluster: Köln'),
  ]) {
    await writeFile(path, bytes);
    expect((await loadInput({ flags: [path] })).cluster).toBe('Köln');
  }
  await folder.remove();
});
