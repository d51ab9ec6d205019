// Fills the compile cache of the image, run as its user while it is built: by doing once what runs will do. V8 takes code
// from the cache only under the flags that it was put in with, and a run of services has others than one that judges a
// cluster. So both are done apart, and that of services last: what both load is for the one that is started most often.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

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

/** A cluster where there is nothing but that pod, and a collector of metrics that takes everything. */
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://warm');
  const items = pathname.endsWith('/pods') ? [POD] : [];
  const list = { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
  const answer = pathname === '/version' ? { major: '1', minor: '35', gitVersion: 'v1.35.0' } : list;
  const send = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  request.resume().once('end', send);
});

const run = async (args, env = {}) => {
  const child = spawn(process.execPath, [KAVMON, ...args], {
    env: { ...process.env, KAVMON_NAMESPACE: 'warm', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (part) => {
    told += part;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kavmon ${args.join(' ')} ended with ${code}: ${told}`);
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
    'dns-resolution': { name: 'localhost' },
    'tls-certificate': { host: '127.0.0.1', port: 9 },
    'postgres-connection': { url: `postgres://nobody@${NOBODY}/none` },
    'redis-connection': { url: `redis://${NOBODY}` },
  };
  const config = file('config.yaml', { services: { nobody: { checks } } });
  const check = ['check', '--cronjob', '-c', config, '--run-timeout', '10'];
  const metrics = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${own}` };
  await run(['version']);
  await run(['list']);
  await run([...check, '-o', 'table', '--kubeconfig', kubeconfig], metrics);
  await run([...check, '-g', 'pods,workloads,network', '--no-metrics'], {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: '9',
    KAVMON_SERVICE_ACCOUNT_DIR: folder,
  });
  await run([...check, '--kubeconfig', kubeconfig, '-g', 'pods,workloads,scaling,network,storage'], metrics);
  await run([...check, '-s', 'nobody'], metrics);
};

warmUp().finally(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
