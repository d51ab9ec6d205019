import { join } from 'node:path';
import type { HttpServer } from '../support/http.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { LEARNT_CANARIES, PROBE_CANARIES, type ProbeTargets, probeCanaryEnvironment } from './canaries-of-probes.ts';

/** A secret that names its place, so that a leak shows where it comes from, with characters that encodings change. */
const makeCanary = (place: string): string => `${place}/Zq7+kanari=${place.length}`;

export const CANARY_VALUES = {
  URL_PASSWORD: makeCanary('userinfo'),
  URL_QUERY: makeCanary('query'),
  ODD_QUERY: makeCanary('oddquery'),
  HEADER: makeCanary('header'),
  BEARER: makeCanary('bearer'),
  BASIC: makeCanary('basic'),
  BODY: makeCanary('body'),
  PROXY: makeCanary('proxy'),
  TLS_KEY: makeCanary('tlskey'),
  PASSWORD_FILE: makeCanary('file'),
  REDIS: makeCanary('redis'),
  POSTGRES: makeCanary('postgres'),
  SENT: makeCanary('sent'),
  STDIN: makeCanary('stdin'),
  ENVIRONMENT: makeCanary('environment'),
  TOLD: makeCanary('told'),
  OTLP_HEADER: makeCanary('otlpheader'),
  OTLP_ENDPOINT: makeCanary('otlpendpoint'),
  TRACES_HEADER: makeCanary('tracesheader'),
  TRACES_ENDPOINT: makeCanary('tracesendpoint'),
  PUSHGATEWAY: makeCanary('pushgateway'),
  ALERTMANAGER: makeCanary('alertmanager'),
  ALERTMANAGER_TOKEN: makeCanary('alertmanagertoken'),
  IN_CONFIG: makeCanary('inconfig'),
} as const;

/** Servers that repeat their input, and a folder with the file `password`. */
export interface CanaryTargets {
  readonly web: HttpServer;
  readonly redis: TestListener;
  readonly postgres: TestListener;
  readonly echo: TestListener;
  readonly probes: ProbeTargets;
  readonly folder: string;
  /** Path of the file that the command of `exec-command` waits for. */
  readonly go: string;
}

const LEAK_SCRIPT =
  'until [ -e "$0" ]; do sleep 0.1; done; cat; printenv WORD; printf %s "$WORD" | base64 | tee /dev/stderr; exit 2';

const fromVariable = (name: string) => ({ env: name });

/** Checks that all fail, so that their messages have all that is known of the target. */
export const canaryChecks = ({ web, redis, postgres, echo, folder, go }: CanaryTargets) => ({
  'http-endpoint': [
    { name: 'url', url: fromVariable('FULL_URL'), contains: 'not there' },
    {
      name: 'header',
      url: `${web.url}/refuse`,
      headers: { 'x-license': fromVariable('HEADER') },
      matches: '^not there$',
    },
    { name: 'bearer', url: `${web.url}/echo`, auth: { bearer: fromVariable('BEARER') }, status: 500 },
    {
      name: 'basic',
      url: `${web.url}/echo`,
      auth: { basic: { username: 'ann', password: fromVariable('BASIC') } },
      jsonPath: [
        { path: '$.headers.authorization', eq: 'x' },
        { path: '$.headers.host', eq: 'x' },
      ],
    },
    { name: 'body', url: `${web.url}/echo`, method: 'POST', body: fromVariable('BODY'), schema: { type: 'array' } },
    { name: 'proxy', url: 'http://nobody.invalid/', proxy: fromVariable('PROXY_URL'), contains: 'not there' },
    { name: 'tls', url: 'https://127.0.0.1:1/', tls: { cert: 'no pem', key: fromVariable('TLS_KEY') } },
    { name: 'malformed', url: fromVariable('MALFORMED_URL') },
  ],
  'tcp-connection': {
    host: '127.0.0.1',
    port: echo.port,
    send: fromVariable('SENT'),
    expect: '^not there$',
    timeout: '2s',
  },
  'redis-connection': [
    { name: 'redis', host: '127.0.0.1', port: redis.port, user: 'ann', password: fromVariable('REDIS') },
    { name: 'redis-by-file', host: '127.0.0.1', port: redis.port, password: { file: join(folder, 'password') } },
  ],
  'postgres-connection': [
    { name: 'postgres', url: fromVariable('POSTGRES_URL') },
    {
      name: 'postgres-by-parts',
      host: '127.0.0.1',
      port: postgres.port,
      user: 'ann',
      password: fromVariable('POSTGRES'),
      queries: [{ name: 'login', sql: `SELECT login('password=${CANARY_VALUES.TOLD}')`, equals: 1 }],
    },
  ],
  'exec-command': {
    name: 'exec',
    argv: ['sh', '-c', LEAK_SCRIPT, go],
    env: { WORD: fromVariable('ENVIRONMENT') },
    stdin: fromVariable('STDIN'),
  },
  'promql-threshold': [
    { name: 'promql', url: fromVariable('FULL_URL'), query: 'up', fail: 1, tenant: fromVariable('HEADER') },
    {
      name: 'promql-refused',
      url: `${web.url}/refuse`,
      query: 'up',
      fail: 1,
      auth: { basic: { username: 'ann', password: fromVariable('BASIC') } },
    },
  ],
  'telling-check': { variable: 'TOLD' },
});

export const canaryEnvironment = ({ web, postgres, probes }: CanaryTargets): Record<string, string> => {
  const encoded = Object.fromEntries(
    Object.entries(CANARY_VALUES).map(([name, value]) => [name, encodeURIComponent(value)]),
  ) as Record<keyof typeof CANARY_VALUES, string>;
  const host = web.url.slice('http://'.length);
  return {
    ...CANARY_VALUES,
    ...probeCanaryEnvironment(probes.ports),
    FULL_URL: `http://ann:${encoded.URL_PASSWORD}@${host}/echo?token=${encoded.URL_QUERY}&license=${encoded.ODD_QUERY}`,
    PROXY_URL: `http://ann:${encoded.PROXY}@${host}`,
    MALFORMED_URL: `http//ann:${CANARY_VALUES.URL_PASSWORD}@${host}`,
    POSTGRES_URL: `postgres://ann:${encoded.POSTGRES}@127.0.0.1:${postgres.port}/main`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://ann:${encoded.OTLP_ENDPOINT}@127.0.0.1:1/v1?token=${encoded.OTLP_ENDPOINT}`,
    AM_PROMETHEUS_URL: `http://ann:${encoded.PUSHGATEWAY}@127.0.0.1:1/gateway`,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://ann:${encoded.TRACES_ENDPOINT}@${host}/refuse/traces?token=${encoded.TRACES_ENDPOINT}`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `x-api-key=${encoded.TRACES_HEADER}`,
    KAVMON_ALERTMANAGER_URL: `http://ann:${encoded.ALERTMANAGER}@${host}/refuse,http://ann:${encoded.ALERTMANAGER}@127.0.0.1:1`,
    KAVMON_ALERTMANAGER_TOKEN: CANARY_VALUES.ALERTMANAGER_TOKEN,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encoded.OTLP_HEADER},x-scope=${encoded.OTLP_HEADER}`,
  };
};

/** Forms in which a secret may be printed: as it is, and encoded. */
const tracesOf = (value: string): readonly string[] => {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    Buffer.from(`ann:${value}`).toString('base64').slice(6, -4),
    Buffer.from(`root:${value}`).toString('base64').slice(8, -4),
    bytes.toString('hex'),
  ];
};

/** The secrets in a text, each with the text around it. */
export const leaksIn = (text: string): readonly string[] =>
  Object.entries({ ...CANARY_VALUES, ...PROBE_CANARIES, ...LEARNT_CANARIES }).flatMap(([place, value]) =>
    tracesOf(value)
      .filter((trace) => text.toLowerCase().includes(trace.toLowerCase()))
      .map((trace) => {
        const at = text.toLowerCase().indexOf(trace.toLowerCase());
        return `${place}: ...${text.slice(Math.max(0, at - 120), at + trace.length + 20)}...`;
      }),
  );
