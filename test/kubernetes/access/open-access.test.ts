import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { UsageError } from '../../../src/model/errors.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { folderForTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { isAlive } from '../../support/process-table.ts';
import {
  execUser,
  gatherLive,
  namesInView,
  serveCluster,
  TWO_PODS,
  writeKubeconfig,
  writeTestFile,
} from '../live-cluster.ts';

const root = issueAuthority();
const serverCertificate = issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root });
const trustRoot = { 'certificate-authority-data': Buffer.from(root.cert).toString('base64') };

/** Two pods behind TLS: over plain http no credentials are sent. */
const serveSecurely = () => serveCluster({ ...TWO_PODS, tls: serverCertificate });

/** 0 while the file is not written. */
const readPid = (file: string): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);

const anyAlive = async (pids: readonly number[]): Promise<boolean> =>
  (await Promise.all(pids.map(isAlive))).some((alive) => alive);

describe('openAccess', () => {
  it('uses the token and the namespace of a kubeconfig', async () => {
    const server = await serveSecurely();
    const path = await writeKubeconfig(server, { cluster: trustRoot, namespace: 'bank' });
    const live = await gatherLive({ access: { env: {}, kubeconfig: path }, namespaces: undefined });
    expect(namesInView(live)).toEqual(['b']);
    expect(live.opened).toEqual({ server: server.url, cluster: 'test', namespaces: ['bank'] });
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer secret-token');
    expect(Math.abs(live.gathered.now - Date.now())).toBeLessThan(5_000);
    expect(live.gathered.facts).toMatchObject({ serverVersion: 'v1.35.4', requests: 3 });
  });

  it('uses a client certificate, and trusts only the given authority', async () => {
    const root = issueAuthority();
    const tls = issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root });
    const client = issueCertificate({ subject: 'kavmon', issuer: root, client: true });
    const server = await serveCluster({ ...TWO_PODS, tls });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const user = {
      'client-certificate-data': base64(client.cert),
      'client-key': await writeTestFile('key.pem', client.key),
    };
    const cluster = { 'certificate-authority-data': base64(root.cert) };
    const trusted = await gatherLive({
      access: { env: {}, kubeconfig: await writeKubeconfig(server, { cluster, user }) },
    });
    expect(namesInView(trusted)).toEqual(['a', 'b']);
    const untrusted = await gatherLive({ access: { env: {}, kubeconfig: await writeKubeconfig(server) } });
    expect(untrusted.gathered.views.pods).toMatchObject({ problem: { reason: 'tls_untrusted' } });
    const blind = await writeKubeconfig(server, { cluster: { 'insecure-skip-tls-verify': true } });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: blind } }))).toEqual(['a', 'b']);
  });

  it('asks a credential plugin, and reports one that fails', async () => {
    const server = await serveSecurely();
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const good = await writeKubeconfig(server, {
      cluster: trustRoot,
      user: execUser(`echo '${JSON.stringify(credential)}'`),
    });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: good } }))).toEqual(['a', 'b']);
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer from-plugin');
    const broken = await writeKubeconfig(server, {
      cluster: trustRoot,
      user: execUser('echo "log in first" >&2; exit 1'),
    });
    const refused = await gatherLive({ access: { env: {}, kubeconfig: broken } });
    expect(refused.gathered.views.pods).toMatchObject({
      problem: { reason: 'permission', message: expect.stringContaining('log in first') },
    });
  });

  it('kills a credential plugin that never answers', async () => {
    const folder = await folderForTest('gather');
    const pidFile = join(folder, 'pid');
    const path = await writeKubeconfig(
      { url: 'https://127.0.0.1:1' },
      { user: execUser(`echo $$ > ${pidFile}; exec sleep 600`) },
    );
    const abort = new AbortController();
    const reading = gatherLive({ access: { env: {}, kubeconfig: path } }, abort.signal);
    await pollUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { what: 'the plugin' });
    const from = performance.now();
    abort.abort();
    const late = await reading;
    expect(late.gathered.views.pods).toMatchObject({ problem: { reason: 'deadline_run' } });
    expect(performance.now() - from).toBeLessThan(1_000);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('kills what a credential plugin has started, in a session or an environment of its own, when it never answers', async () => {
    const folder = await folderForTest('gather');
    const started = ['child', 'session', 'unmarked'].map((name) => join(folder, name));
    const [child = '', session = '', unmarked = ''] = started;
    const script = `sleep 600 & echo $! > ${child}
      setsid sleep 600 & echo $! > ${session}
      env -i "$(command -v setsid)" "$(command -v sleep)" 600 & echo $! > ${unmarked}
      wait`;
    const path = await writeKubeconfig({ url: 'https://127.0.0.1:1' }, { user: execUser(script) });
    const abort = new AbortController();
    const reading = gatherLive({ access: { env: {}, kubeconfig: path } }, abort.signal);
    await pollUntil(() => started.every((file) => readPid(file) > 0), { what: 'the children of the plugin' });
    abort.abort();
    await reading;
    await pollUntil(async () => !(await anyAlive(started.map(readPid))), { what: 'their end', ms: 1_000 });
  });

  it('kills what a credential plugin leaves behind by forking twice, and uses its answer', async () => {
    const server = await serveSecurely();
    const pidFile = join(await folderForTest('gather'), 'pid');
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'a' },
    };
    const script = `(setsid sleep 600 & echo $! > ${pidFile}); echo '${JSON.stringify(credential)}'`;
    const path = await writeKubeconfig(server, { cluster: trustRoot, user: execUser(script) });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: path } }))).toEqual(['a', 'b']);
    await pollUntil(async () => !(await anyAlive([readPid(pidFile)])), { what: 'its end', ms: 1_000 });
  });

  it('sends nothing over plain http that proves who asks, runs no plugin for it, and says so when it is refused', async () => {
    const ran = join(await folderForTest('gather'), 'ran');
    const users: readonly object[] = [
      { token: 'secret-token' },
      { tokenFile: await writeTestFile('token', 'secret-token') },
      { username: 'ann', password: 'secret-word' },
      { as: 'system:admin', token: 'secret-token' },
      execUser(`touch ${ran}; echo '{}'`),
      { 'auth-provider': { name: 'oidc', config: { 'id-token': 'secret-token' } } },
    ];
    for (const user of users) {
      const server = await serveCluster({
        ...TWO_PODS,
        fault: ({ path }) => (path === '/version' ? undefined : { status: 403, message: 'who are you' }),
      });
      const live = await gatherLive({ access: { env: {}, kubeconfig: await writeKubeconfig(server, { user }) } });
      expect(live.gathered.views.pods).toMatchObject({
        problem: { message: expect.stringContaining('no credentials are sent over plain http: use https') },
      });
      for (const { headers } of server.seen) {
        expect(headers.authorization).toBeUndefined();
        expect(headers['impersonate-user']).toBeUndefined();
      }
    }
    expect(existsSync(ran)).toBe(false);
    // As of `kubectl proxy`, which has the credentials itself.
    const proxy = await serveCluster(TWO_PODS);
    const open = await gatherLive({ access: { env: {}, kubeconfig: await writeKubeconfig(proxy) } });
    expect(namesInView(open)).toEqual(['a', 'b']);
  });

  it('uses the service account of the pod, and its token anew after it was replaced', async () => {
    const folder = await folderForTest('gather');
    const root = issueAuthority();
    const server = await serveCluster({
      ...TWO_PODS,
      tls: issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root }),
      fault: ({ headers }, count) => {
        if (count === 1) writeFileSync(join(folder, 'token'), 'new-token\n');
        return headers.authorization === 'Bearer new-token' ? undefined : { status: 401, message: 'Unauthorized' };
      },
    });
    for (const [name, text] of Object.entries({ 'ca.crt': root.cert, namespace: 'bank', token: 'old-token' }))
      writeFileSync(join(folder, name), text);
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(server.port),
      KAVMON_SERVICE_ACCOUNT_DIR: folder,
    };
    const live = await gatherLive({ access: { env }, namespaces: undefined });
    expect(namesInView(live)).toEqual(['b']);
    expect(live.opened?.namespaces).toEqual(['bank']);
  });

  it('refuses contexts and files that do not exist, and names those that do', async () => {
    const folder = await folderForTest('gather');
    const path = await writeKubeconfig({ url: 'http://127.0.0.1:1' });
    const by = (context: string) => gatherLive({ access: { env: {}, kubeconfig: path, context } });
    await expect(by('tset')).rejects.toThrow('the kubeconfig has no context "tset"; it has: test, lost');
    await expect(by('lost')).rejects.toThrow(UsageError);
    const user = { 'client-certificate-data': 'AAAA', 'client-key-data': 'AAAA' };
    const garbled = await writeKubeconfig({ url: 'https://127.0.0.1:1' }, { user });
    await expect(gatherLive({ access: { env: {}, kubeconfig: garbled } })).rejects.toThrow(
      /certificates .* cannot be used/,
    );
    await expect(gatherLive({ access: { env: {}, kubeconfig: join(folder, 'none') } })).rejects.toThrow(
      /cannot be used/,
    );
    await expect(gatherLive({ access: { env: { HOME: folder } } })).rejects.toThrow(/there is no cluster to look at/);
  });
});

describe('a kubeconfig with a value of the wrong type', () => {
  const wrongValues: readonly [
    key: string,
    type: string,
    parts: { cluster?: object; user?: object; context?: unknown },
  ][] = [
    ['clusters[0].cluster.insecure-skip-tls-verify', 'text', { cluster: { 'insecure-skip-tls-verify': 'false' } }],
    ['clusters[0].cluster.insecure-skip-tls-verify', 'text', { cluster: { 'insecure-skip-tls-verify': 'yes' } }],
    ['clusters[0].cluster.insecure-skip-tls-verify', 'a number', { cluster: { 'insecure-skip-tls-verify': 0 } }],
    ['clusters[0].cluster.insecure-skip-tls-verify', 'a list', { cluster: { 'insecure-skip-tls-verify': [] } }],
    ['clusters[0].cluster.disable-compression', 'text', { cluster: { 'disable-compression': 'no' } }],
    ['clusters[0].cluster.server', 'a number', { cluster: { server: 8443 } }],
    ['clusters[0].cluster.tls-server-name', 'true or false', { cluster: { 'tls-server-name': false } }],
    [
      'clusters[0].cluster.certificate-authority-data',
      'other text',
      { cluster: { 'certificate-authority-data': '-----' } },
    ],
    ['clusters[0].cluster.proxy-url', 'a mapping', { cluster: { 'proxy-url': {} } }],
    ['users[0].user.token', 'a number', { user: { token: 1234567890 } }],
    ['users[0].user.password', 'a number', { user: { username: 'ann', password: 20251126 } }],
    [
      'users[0].user.client-key-data',
      'other text',
      { user: { 'client-certificate-data': 'AAAA', 'client-key-data': '%%' } },
    ],
    ['users[0].user.as-groups', 'text', { user: { as: 'ann', 'as-groups': 'admins' } }],
    ['users[0].user.exec.args', 'text', { user: { exec: { command: 'sh', args: '-c true' } } }],
    ['users[0].user.exec.args[1]', 'a number', { user: { exec: { command: 'sh', args: ['-c', 1] } } }],
    [
      'users[0].user.exec.env[0].value',
      'true or false',
      { user: { exec: { command: 'sh', env: [{ name: 'A', value: true }] } } },
    ],
    [
      'users[0].user.exec.provideClusterInfo',
      'text',
      { user: { exec: { command: 'sh', provideClusterInfo: 'false' } } },
    ],
    ['users[0].user.auth-provider', 'text', { user: { 'auth-provider': 'oidc' } }],
    ['contexts[0].context', 'text', { context: 'c' }],
    ['contexts[0].context.namespace', 'a number', { context: { cluster: 'c', user: 'u', namespace: 7 } }],
  ];

  const writeParts = ({ cluster, user = {}, context = { cluster: 'c', user: 'u' } }: (typeof wrongValues)[number][2]) =>
    writeTestFile(
      'kubeconfig',
      yaml.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context }],
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', ...cluster } }],
        users: [{ name: 'u', user }],
      }),
    );

  it.each(wrongValues)('is refused by file, line and key: %s as %s', async (key, type, parts) => {
    const path = await writeParts(parts);
    const error = await gatherLive({ access: { env: {}, kubeconfig: path } }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message).toMatch(new RegExp(`^the kubeconfig ${path} cannot be used:\\n${path}, line \\d+: `));
    expect(message).toContain(`: ${key} has to be `);
    expect(message).toContain(`it is ${type}`);
    const line = Number(/, line (\d+)/.exec(message)?.[1]);
    const last =
      key
        .split('.')
        .at(-1)
        ?.replace(/\[\d\]$/, '') ?? '';
    const around = readFileSync(path, 'utf8')
      .split('\n')
      .slice(Math.max(0, line - 3), line)
      .join('\n');
    expect(around).toContain(last);
  });

  it('is not what kubectl takes: absent values, and fields that nobody reads', async () => {
    const server = await serveCluster(TWO_PODS);
    const path = await writeTestFile('kubeconfig', {
      apiVersion: 'v1',
      kind: 'Config',
      preferences: {},
      extensions: [{ name: 'x', extension: { deep: [1] } }],
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: null, extensions: [] } }],
      clusters: [
        { name: 'c', cluster: { server: server.url, 'insecure-skip-tls-verify': null, 'tls-server-name': '' } },
      ],
      users: [{ name: 'u', user: { token: null, exec: null, 'as-groups': null } }],
    });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: path } }))).toEqual(['a', 'b']);
  });

  it.each([
    [
      'an authority beside the switch that ignores it',
      { cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': 'AAAA' } },
      /leave one of them out/,
    ],
    ['a client certificate without its key', { user: { 'client-certificate-data': 'AAAA' } }, /but no client key/],
    ['a client key without its certificate', { user: { 'client-key-data': 'AAAA' } }, /but no client certificate/],
    ['a server of another protocol', { cluster: { server: 'ftp://127.0.0.1/' } }, /no URL of https/],
    ['a user that is not in the file', { context: { cluster: 'c', user: 'nobody' } }, /leads to no user: "nobody"/],
    ['a user that is empty text', { context: null }, /has no context "c"/],
  ])('is refused as kubectl refuses it: %s', async (_, parts, expected) => {
    const access = { env: {}, kubeconfig: await writeParts(parts) };
    await expect(gatherLive({ access })).rejects.toThrow(expected);
  });
});
