// Fills the compile cache of the image, run as its user while it is built: by doing once what runs will do. V8 takes code
// from the cache only under the flags that it was put in with. A run of many checks has others than one of few, one that
// judges a cluster again others, and what was put in last is what stays: so each is done, the most frequent one last.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const KINDS = require('./kinds.json');

/** Characters of a configuration that is taken for a large one. */
const MANY = 20_000;

const KAVMON = join(__dirname, '../bin/kavmon');
const NOBODY = '127.0.0.1:9';

const folder = mkdtempSync(join(tmpdir(), 'warm-'));
const file = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** A pod with something to tell, so that telling is loaded as well. */
const POD = {
  metadata: { name: 'crashing', namespace: 'warm', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { containers: [{ name: 'app', image: 'app' }], nodeName: 'node' },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        ...{ name: 'app', image: 'app', imageID: 'app', restartCount: 9, ready: false },
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T00:00:00Z' } },
      },
    ],
  },
};

const listAt = (path) => {
  const name = path.split('/').at(-1);
  const metadata = { resourceVersion: '1' };
  return { kind: `${KINDS[name]}List`, apiVersion: 'v1', metadata, items: name === 'pods' ? [POD] : [] };
};

/** A cluster where there is nothing but that pod, and a collector of metrics that takes everything. */
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://warm');
  const answer = pathname === '/version' ? { major: '1', minor: '35', gitVersion: 'v1.35.0' } : listAt(pathname);
  const send = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  request.resume().once('end', send);
});

/** @throws when it ends otherwise: then it did not do what it was to load the code of. */
const run = async (expected, args, env = {}) => {
  const child = spawn(process.execPath, [KAVMON, ...args], {
    env: { ...process.env, KAVMON_NAMESPACE: 'warm', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (told += part));
  const [code] = await once(child, 'close');
  if (code !== expected || /"status": *"error"/.test(told))
    throw new Error(`kavmon ${args.join(' ')} ended with ${code}: ${told}`);
};

const warmUp = async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const own = `127.0.0.1:${server.address().port}`;
  const kubeconfig = file('kubeconfig', {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'warm' },
    clusters: [{ name: 'warm', cluster: { server: `http://${own}` } }],
    contexts: [{ name: 'warm', context: { cluster: 'warm', user: 'warm', namespace: 'warm' } }],
    users: [{ name: 'warm', user: { token: 'none' } }],
  });
  for (const name of ['ca.crt', 'namespace', 'token']) file(name, 'warm');
  const checks = {
    'http-endpoint': { url: `http://${own}/version`, status: 200 },
    'tcp-connection': { host: '127.0.0.1', port: 9 },
    'dns-resolution': { host: 'localhost' },
    'tls-certificate': { host: '127.0.0.1', port: 9 },
    'postgres-connection': { url: `postgres://nobody@${NOBODY}/none` },
    'redis-connection': { url: `redis://${NOBODY}` },
  };
  const services = JSON.stringify({ services: { nobody: { checks } } });
  const limit = ['check', '--run-timeout', '10'];
  const few = [...limit, '-c', file('few.yaml', services)];
  const many = [...limit, '-c', file('many.yaml', `${'#'.repeat(MANY)}\n${services}`)];
  const cluster = ['-o', 'json', '--kubeconfig', kubeconfig];
  const metrics = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${own}` };
  await run(0, ['version']);
  await run(0, ['list']);
  await run(1, [...many, '-s', 'nobody'], metrics);
  await run(1, [...few, ...cluster, '--all-namespaces'], metrics);
  await run(1, [...limit, '-g', 'pods,workloads,network', '--no-metrics'], {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: '9',
    KAVMON_SERVICE_ACCOUNT_DIR: folder,
  });
  await run(1, [...limit, ...cluster, '-g', 'pods,workloads,scaling,network,storage'], metrics);
  await run(1, [...limit, ...cluster, '--all-namespaces'], metrics);
  await run(1, [...few, '-s', 'nobody'], metrics);
};

warmUp().finally(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
