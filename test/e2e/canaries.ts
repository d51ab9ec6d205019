import { join } from 'node:path';
import type { HttpServer } from '../support/http.ts';
import type { Listener } from '../support/listen.ts';

/** A secret that names its place, so that a leak shows where it comes from, with characters that encodings change. */
const canary = (place: string): string => `${place}/Zq7+kanari=${place.length}`;

export const CANARIES = {
  URL_PASSWORD: canary('userinfo'),
  URL_QUERY: canary('query'),
  ODD_QUERY: canary('oddquery'),
  HEADER: canary('header'),
  BEARER: canary('bearer'),
  BASIC: canary('basic'),
  BODY: canary('body'),
  PROXY: canary('proxy'),
  TLS_KEY: canary('tlskey'),
  PASSWORD_FILE: canary('file'),
  REDIS: canary('redis'),
  POSTGRES: canary('postgres'),
  SENT: canary('sent'),
  STDIN: canary('stdin'),
  ENVIRONMENT: canary('environment'),
  TOLD: canary('told'),
  OTLP_HEADER: canary('otlpheader'),
  OTLP_ENDPOINT: canary('otlpendpoint'),
  PUSHGATEWAY: canary('pushgateway'),
  IN_CONFIG: canary('inconfig'),
} as const;

/** Servers that repeat their input, and a folder with the file `password`. */
export interface Places {
  readonly web: HttpServer;
  readonly redis: Listener;
  readonly postgres: Listener;
  readonly echo: Listener;
  readonly folder: string;
  /** Path of the file that the command of `exec-command` waits for. */
  readonly go: string;
}

const SCRIPT =
  'until [ -e "$0" ]; do sleep 0.1; done; cat; printenv WORD; printf %s "$WORD" | base64 | tee /dev/stderr; exit 2';

const env = (name: string) => ({ env: name });

/** Checks that all fail, so that their messages have all that is known of the target. */
export const services = ({ web, redis, postgres, echo, folder, go }: Places) => ({
  'http-endpoint': [
    { name: 'url', url: env('FULL_URL'), contains: 'not there' },
    { name: 'header', url: `${web.url}/refuse`, headers: { 'x-license': env('HEADER') }, matches: '^not there$' },
    { name: 'bearer', url: `${web.url}/echo`, auth: { bearer: env('BEARER') }, status: 500 },
    {
      name: 'basic',
      url: `${web.url}/echo`,
      auth: { basic: { username: 'ann', password: env('BASIC') } },
      jsonPath: [
        { path: '$.headers.authorization', eq: 'x' },
        { path: '$.headers.host', eq: 'x' },
      ],
    },
    { name: 'body', url: `${web.url}/echo`, method: 'POST', body: env('BODY'), schema: { type: 'array' } },
    { name: 'proxy', url: 'http://nobody.invalid/', proxy: env('PROXY_URL'), contains: 'not there' },
    { name: 'tls', url: 'https://127.0.0.1:1/', tls: { cert: 'no pem', key: env('TLS_KEY') } },
    { name: 'malformed', url: env('MALFORMED_URL') },
  ],
  'tcp-connection': { host: '127.0.0.1', port: echo.port, send: env('SENT'), expect: '^not there$', timeout: '2s' },
  'redis-connection': [
    { name: 'redis', host: '127.0.0.1', port: redis.port, user: 'ann', password: env('REDIS') },
    { name: 'redis-by-file', host: '127.0.0.1', port: redis.port, password: { file: join(folder, 'password') } },
  ],
  'postgres-connection': [
    { name: 'postgres', url: env('POSTGRES_URL') },
    {
      name: 'postgres-by-parts',
      host: '127.0.0.1',
      port: postgres.port,
      user: 'ann',
      password: env('POSTGRES'),
      queries: [{ name: 'login', sql: `SELECT login('password=${CANARIES.TOLD}')`, equals: 1 }],
    },
  ],
  'exec-command': {
    name: 'exec',
    argv: ['sh', '-c', SCRIPT, go],
    env: { WORD: env('ENVIRONMENT') },
    stdin: env('STDIN'),
  },
  'telling-check': { variable: 'TOLD' },
});

export const environment = ({ web, postgres }: Places): Record<string, string> => {
  const encoded = Object.fromEntries(
    Object.entries(CANARIES).map(([name, value]) => [name, encodeURIComponent(value)]),
  ) as Record<keyof typeof CANARIES, string>;
  const host = web.url.slice('http://'.length);
  return {
    ...CANARIES,
    FULL_URL: `http://ann:${encoded.URL_PASSWORD}@${host}/echo?token=${encoded.URL_QUERY}&license=${encoded.ODD_QUERY}`,
    PROXY_URL: `http://ann:${encoded.PROXY}@${host}`,
    MALFORMED_URL: `http//ann:${CANARIES.URL_PASSWORD}@${host}`,
    POSTGRES_URL: `postgres://ann:${encoded.POSTGRES}@127.0.0.1:${postgres.port}/main`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://ann:${encoded.OTLP_ENDPOINT}@127.0.0.1:1/v1?token=${encoded.OTLP_ENDPOINT}`,
    AM_PROMETHEUS_URL: `http://ann:${encoded.PUSHGATEWAY}@127.0.0.1:1/gateway`,
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
  Object.entries(CANARIES).flatMap(([place, value]) =>
    tracesOf(value)
      .filter((trace) => text.toLowerCase().includes(trace.toLowerCase()))
      .map((trace) => {
        const at = text.toLowerCase().indexOf(trace.toLowerCase());
        return `${place}: ...${text.slice(Math.max(0, at - 120), at + trace.length + 20)}...`;
      }),
  );
