import { makeTestCertificates } from '../support/certificates.ts';
import { startDnsServer } from '../support/dns.ts';
import { startGrpc } from '../support/grpc.ts';
import { startHttpServer } from '../support/http.ts';
import { answerJson } from '../support/http-routes.ts';
import { digestOf, MEDIA_TYPES } from '../support/image-registry.ts';
import { startNtp } from '../support/ntp.ts';
import { startPgBouncer } from '../support/pgbouncer.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import { listAnswer, startScriptedBucket } from '../support/scripted-bucket.ts';
import { startScriptedMongodb } from '../support/scripted-mongodb.ts';
import { startScriptedMysql } from '../support/scripted-mysql.ts';
import { startScriptedPrometheus, vectorAnswer } from '../support/scripted-prometheus.ts';
import { tlsSilent } from '../support/tls-faults.ts';
import { startSockets } from '../support/websocket.ts';

/** Real services that are well, started once, and the parameters with which each check asks one of them. */
export interface HealthyServices {
  readonly paramsOf: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stop: () => Promise<void>;
}

/** Those that need nothing but Node. */
export const startServices = async (): Promise<HealthyServices> => {
  const { leaf, ca } = makeTestCertificates();
  const web = await startHttpServer({
    routes: { info: ({ response }) => answerJson(response, { version: '1.4.0' }) },
  });
  const bucket = await startScriptedBucket(({ response }) => response.end(listAnswer({})));
  const models = await startHttpServer({
    routes: { api: ({ response }) => answerJson(response, { model_version: { version: '3', status: 'READY' } }) },
  });
  const images = await startImages();
  const prometheus = await startScriptedPrometheus((query) =>
    vectorAnswer([[{}, query.includes('bad') ? '0' : '900']]),
  );
  const dns = await startDnsServer({ names: { 'web.test': [{ type: 'A', data: '10.0.0.1' }] } });
  const ntp = await startNtp();
  const tls = await tlsSilent(leaf);
  const grpc = await startGrpc();
  const sockets = await startSockets();
  return {
    paramsOf: {
      'http-endpoint': { url: `${web.url}/ok` },
      'async-job': { submit: { url: `${web.url}/ok` }, poll: { url: `${web.url}/ok` } },
      'grpc-health': { host: grpc.host, port: grpc.port },
      websocket: { url: `ws://127.0.0.1:${sockets.port}` },
      'model-registry': { url: models.url, model: 'fraud', alias: 'champion' },
      'registry-image': { image: 'shop/api:1', endpoint: images.url },
      'object-storage': { endpoint: bucket.url, bucket: 'backups' },
      scoring: { url: `${web.url}/ok`, json: {} },
      'http-steps': { steps: [{ name: 'ask', url: `${web.url}/ok` }] },
      'service-info': { url: `${web.url}/info`, version: { path: '$.version', range: '>=1.4 <2' } },
      'tcp-connection': { host: web.host, port: web.port },
      'clock-offset': { servers: [`127.0.0.1:${ntp.port}`] },
      'dns-resolution': { host: 'web.test', resolvers: [dns.address] },
      'tls-certificate': { host: 'localhost', port: tls.port, ca: ca.cert },
      'promql-threshold': { url: prometheus.url, query: 'latency_bad', fail: '250ms' },
      'error-budget': { url: prometheus.url, objective: '99.9%', errors: 'bad[$window]', total: 'all[$window]' },
      'exec-command': { argv: ['true'] },
      'model-version': { url: `${web.url}/info`, path: '$.version', selector: 'app=web' },
    },
    stop: async () =>
      void (await Promise.all(
        [web, bucket, images, models, dns, ntp, tls, grpc, sockets, prometheus].map((server) => server.stop()),
      )),
  };
};

/** A registry that has every image. */
const startImages = () => {
  const headers = { 'content-type': MEDIA_TYPES.manifest, 'docker-content-digest': digestOf('') };
  return startHttpServer({ routes: { v2: ({ response }) => response.writeHead(200, headers).end() } });
};

/** Databases, which Debian has. */
export const startDatabases = async (): Promise<HealthyServices> => {
  const [postgres, pgbouncer, redis, mysql, mongodb, search] = await Promise.all([
    startPostgres(),
    startPgBouncer({
      poolMode: 'session',
      server: { host: '127.0.0.1', port: 1 },
      user: { name: 'stats', password: 'p' },
    }),
    startRedis(),
    startScriptedMysql(),
    startScriptedMongodb(),
    startHttpServer({
      routes: { _cluster: ({ response }) => answerJson(response, { cluster_name: 'shop', status: 'green' }) },
    }),
  ]);
  return {
    paramsOf: {
      'postgres-connection': { url: postgres.url },
      'pgbouncer-pools': { host: pgbouncer.host, port: pgbouncer.port, user: 'stats', password: 'p' },
      'redis-connection': { host: redis.host, port: redis.port },
      'elasticsearch-cluster': { url: search.url },
      'mongodb-connection': { hosts: [`127.0.0.1:${mongodb.port}`] },
      'mysql-connection': { host: mysql.host, port: mysql.port, user: 'kavmon' },
    },
    stop: async () =>
      void (await Promise.all([
        postgres.stop(),
        pgbouncer.stop(),
        redis.stop(),
        mysql.stop(),
        mongodb.stop(),
        search.stop(),
      ])),
  };
};
