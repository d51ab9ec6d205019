// Fills the compile cache of the image, as the image's user while it is built, by one run of each kind. V8 takes code from the
// cache only under the flags that it was compiled with, which differ between runs of few checks, of many, and of a cluster. What
// was written last stays, so that the most frequent kind comes last.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const KIND_NAMES = require('./kinds.json');

/** Characters of a configuration for which Kavmon sets the V8 flags of many checks. */
const LARGE_CONFIG_LENGTH = 20_000;

const KAVMON = join(__dirname, '../bin/kavmon');
const CLOSED_ADDRESS = '127.0.0.1:9';

const folder = mkdtempSync(join(tmpdir(), 'warm-'));
const file = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** A pod with a fault, so that the code of findings is loaded too. */
const CRASHING_POD = {
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
  return { kind: `${KIND_NAMES[name]}List`, apiVersion: 'v1', metadata, items: name === 'pods' ? [CRASHING_POD] : [] };
};

/** An API server with that pod alone, and a metrics collector that accepts everything. */
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://warm');
  const answer = pathname === '/version' ? { major: '1', minor: '35', gitVersion: 'v1.35.0' } : listAt(pathname);
  const send = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  request.resume().once('end', send);
});

/** Runs Kavmon. @throws when it ends with another exit code: then it did not load what it should. */
const run = async (expected, args, env = {}) => {
  const child = spawn(process.execPath, [KAVMON, ...args], {
    env: { ...process.env, KAVMON_NAMESPACE: 'warm', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  const [code] = await once(child, 'close');
  if (code !== expected || /"status": *"error"/.test(output))
    throw new Error(`kavmon ${args.join(' ')} ended with ${code}: ${output}`);
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
    'postgres-connection': { url: `postgres://nobody@${CLOSED_ADDRESS}/none` },
    'redis-connection': { url: `redis://${CLOSED_ADDRESS}` },
  };
  const services = JSON.stringify({ services: { nobody: { checks } } });
  const limit = ['check', '--run-timeout', '10'];
  const few = [...limit, '-c', file('few.yaml', services)];
  const many = [...limit, '-c', file('many.yaml', `${'#'.repeat(LARGE_CONFIG_LENGTH)}\n${services}`)];
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
