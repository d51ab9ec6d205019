import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashingPod } from '../kubernetes/api-objects.ts';
import { type ApiServer, startApiServer } from '../support/api-server.ts';
import { issueAuthority, issueCertificate } from '../support/certificates.ts';
import { folderForSuite } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import type { HttpRoute } from '../support/http-routes.ts';
import { runKavmon } from '../support/run-process.ts';

// An API server that repeats what it was sent: credentials of the cluster may be in no output of any kind.

const SECRET = 'clusterZq7-kanari.9';
const FORMATS = ['table', 'json', 'junit', 'tap', 'nagios', 'prometheus', 'markdown', 'html', 'incident', 'avmon'];

const root = issueAuthority();
const suite = folderForSuite('cluster-secrets');
let repeating: ApiServer;

/** As the server read it: the header, and what Basic stands for. */
const repeated = (authorization = ''): string => {
  const value = authorization.replace(/^\w+ /, '');
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return `value ${value} in base64 ${Buffer.from(value).toString('base64')} decoded ${decoded} hidden ${SECRET}`;
};

beforeAll(async () => {
  repeating = await startApiServer({
    tls: issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root }),
    lists: {
      '/api/v1/pods': { kind: 'PodList', items: [crashingPod('a')] },
      '/api/v1/events': { kind: 'EventList', items: [] },
    },
    answers: { '/api/v1/namespaces/shop/pods/a/log': `started with ${SECRET}\n` },
    fault: ({ path, headers }) => {
      if (headers.authorization?.endsWith('stale-token')) return { status: 401, message: 'Unauthorized' };
      return /pods|events|version|namespaces/.test(path)
        ? undefined
        : // A list that is answered 500 is asked three times, in a snapshot one after another.
          { status: path.length % 8 === 0 ? 500 : 403, message: repeated(headers.authorization) };
    },
  });
});
afterAll(() => repeating.stop());

const writeKubeconfig = async (name: string, user: object, cluster: object = {}): Promise<string> => {
  const path = join(suite.path, name);
  const ca = { 'certificate-authority-data': Buffer.from(root.cert).toString('base64') };
  await writeFile(
    path,
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: repeating.url, ...ca, ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  );
  return path;
};

const execCredential = (status: object) =>
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });

const execPlugin = (script: string, env: readonly object[] = []) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script], env },
});

const expectNoTrace = (text: string, what: string): void => {
  const bytes = Buffer.from(SECRET);
  for (const trace of [SECRET, bytes.toString('base64').slice(0, -2), bytes.toString('hex')]) {
    const at = text.indexOf(trace);
    expect(at < 0 ? '' : text.slice(Math.max(0, at - 150), at + 40), what).toBe('');
  }
};

const expectSecretInNoOutput = async (name: string, flags: readonly string[], env: Record<string, string> = {}) => {
  const paths = FORMATS.map((format) => join(suite.path, `${name}.${format}`));
  const outputs = FORMATS.flatMap((format, index) => ['-o', `${format}=${paths[index]}`]);
  const scope = ['--all-namespaces', '-l', 'debug', '--telemetry-timeout', '1'];
  const { stdout, stderr, code } = await runKavmon(['check', ...flags, ...scope, ...outputs], { env });
  expect(code).toBe(1);
  const documents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const all = [stdout, stderr, ...documents];
  all.forEach((text, index) => {
    expectNoTrace(text, ['stdout', 'stderr', ...FORMATS][index] ?? '');
  });
  return all.join('\n');
};

describe('a credential of the cluster that its API server repeats', () => {
  const users: Readonly<Record<string, () => Promise<object>>> = {
    'a token': async () => ({ token: SECRET }),
    'a token in a file': async () => {
      await writeFile(join(suite.path, 'token'), `${SECRET}\n`);
      return { tokenFile: join(suite.path, 'token') };
    },
    'a password': async () => ({ username: 'ann', password: SECRET }),
    'the token of a plugin': async () => execPlugin(`echo '${execCredential({ token: SECRET })}'`),
    'a variable of a plugin': async () =>
      execPlugin(`echo '${execCredential({ token: 'some-token' })}'`, [{ name: 'CLIENT_SECRET', value: SECRET }]),
    'an argument of a plugin': async () => ({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'sh',
        args: ['-c', `echo '${execCredential({ token: 'some-token' })}'`, '--client-secret', SECRET],
      },
    }),
    'the password of a proxy': async () => ({ token: 'some-token' }),
  };

  it.each(Object.keys(users))('is in no output: %s', async (name) => {
    const path = await writeKubeconfig(`${name} kubeconfig`, (await users[name]?.()) ?? {});
    const env = name.includes('proxy') ? { ALL_PROXY: `http://ann:${SECRET}@127.0.0.1:1` } : {};
    const text = await expectSecretInNoOutput(name, ['--kubeconfig', path, '-g', 'pods,workloads,nodes'], env);
    expect(text).toContain('***');
  });

  it('is in no output: the password of the proxy that the kubeconfig names', async () => {
    const proxy = await startHttpServer({ routes: {} });
    const address = `http://ann:${SECRET}@${proxy.url.slice('http://'.length)}`;
    const path = await writeKubeconfig('proxied', { token: SECRET }, { 'proxy-url': address });
    await expectSecretInNoOutput('proxied', ['--kubeconfig', path, '-g', 'pods']);
    await proxy.stop();
  });

  it('is in no output: a token that was replaced while kavmon ran', async () => {
    const token = join(suite.path, 'token');
    await writeFile(token, 'stale-token');
    const folder = { 'ca.crt': root.cert, namespace: 'shop' };
    for (const [file, content] of Object.entries(folder)) await writeFile(join(suite.path, file), content);
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(repeating.port),
      KAVMON_SERVICE_ACCOUNT_DIR: suite.path,
    };
    const running = expectSecretInNoOutput('rotated', ['-g', 'pods,workloads'], env);
    await writeFile(token, SECRET);
    await running;
  });

  it('is in no snapshot, and in nothing that is said of one', async () => {
    const path = await writeKubeconfig('saved', { token: SECRET });
    const file = join(suite.path, 'saved.json.gz');
    const args = ['snapshot', 'save', file, '--kubeconfig', path, '--all-namespaces'];
    const { stdout, stderr } = await runKavmon(args);
    expectNoTrace(stdout + stderr, 'output');
    const saved = gunzipSync(await readFile(file)).toString();
    expect(saved).toContain('***');
    expectNoTrace(saved, 'snapshot');
  });

  it('is not told by rbac, which asks for its rights', async () => {
    const path = await writeKubeconfig('rbac', { token: SECRET });
    const { stdout, stderr } = await runKavmon(['rbac', '--preflight', '--kubeconfig', path]);
    expect(stdout + stderr).toContain('***');
    expectNoTrace(stdout + stderr, 'output');
  });
});

describe('a kubeconfig that cannot be read', () => {
  it.each([
    ['a token that continues on the next line', `users:\n- name: u\n  user:\n    token: ${SECRET}\n      more: x\n`],
    ['a token behind a list', `- a\ntoken: ${SECRET}\n`],
    ['a token with the mark of an alias', `token: *${SECRET}\n`],
    ['a token with the mark of a tag', `token: !${SECRET} x\n`],
    ['a key that is none', `users: [{user: {client-key-data: ${SECRET}`],
  ])('does not repeat what stands in it: %s', async (name, text) => {
    const path = join(suite.path, `${name} broken`);
    await writeFile(path, text);
    const { stdout, stderr, code } = await runKavmon(['-g', 'pods', '--kubeconfig', path, '--no-metrics']);
    expect(code).toBe(2);
    expect(stderr).toContain(path);
    expectNoTrace(stdout + stderr, 'output');
  });

  it('does not repeat what a plugin printed that is no credential', async () => {
    const path = await writeKubeconfig('chatty', execPlugin(`echo '${SECRET}'`));
    await expectSecretInNoOutput('chatty', ['--kubeconfig', path, '-g', 'pods']);
  });
});

const repeatRequest: HttpRoute = ({ request, response }) => {
  const basic = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString();
  response.writeHead(403).end(`${basic} ${SECRET} ${JSON.stringify(request.headers)}`);
};

describe('a credential of telemetry that its receiver repeats', () => {
  it.each(['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'AM_PROMETHEUS_URL', 'HTTP_PROXY'])(
    'is in no output: %s',
    async (variable) => {
      const receiver = await startHttpServer({ routes: { v1: repeatRequest, metrics: repeatRequest } });
      const address = receiver.url.replace('//', `//ann:${SECRET}@`);
      const env: Record<string, string> = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        AM_PROMETHEUS_URL: receiver.url,
        [variable]: variable.endsWith('HEADERS') ? `x-scope=a,x-license=${SECRET}` : address,
      };
      const path = await writeKubeconfig(variable, {});
      await expectSecretInNoOutput(variable, ['--kubeconfig', path, '-g', 'pods'], env);
      await receiver.stop();
    },
  );
});
