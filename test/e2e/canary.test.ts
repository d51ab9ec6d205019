import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresEchoing, redisEchoing } from '../support/echoing.ts';
import { type Folder, temporaryFolder } from '../support/folder.ts';
import { type HttpServer, startHttp } from '../support/http.ts';
import { type Listener, listen } from '../support/listen.ts';
import { kavmon, type Outcome, startKavmon } from '../support/process.ts';
import { configured } from './runs.ts';

// A secret in every place where one can stand, and no output of any kind that holds it.

/** Each place has its own, so that a leak tells where it comes from. All have characters that encodings change. */
const canary = (place: string): string => `${place}/Zq7+kanari=${place.length}`;

const CANARIES = {
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

const CHECKS = ['--checks', fileURLToPath(new URL('../fixtures/telling', import.meta.url))];
const FORMATS = ['table', 'json', 'junit', 'tap', 'nagios', 'prometheus', 'markdown', 'html', 'incident', 'avmon'];

let folder: Folder;
let web: HttpServer;
let redis: Listener;
let postgres: Listener;
let echo: Listener;
beforeAll(async () => {
  [folder, web, redis, postgres, echo] = await Promise.all([
    temporaryFolder('canary'),
    startHttp({ routes: { refuse: ({ request, response }) => response.writeHead(401).end(JSON.stringify(request)) } }),
    redisEchoing(),
    postgresEchoing(),
    listen((socket) => void socket.on('data', (part) => socket.end(part))),
  ]);
  await writeFile(join(folder.path, 'password'), `${CANARIES.PASSWORD_FILE}\n`);
});
afterAll(async () => {
  await Promise.all([folder.remove(), web.stop(), redis.stop(), postgres.stop(), echo.stop()]);
});

const env = (name: string) => ({ env: name });

/** Every check fails, so that all that is known of the target is told. */
const services = () => ({
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
    { name: 'redis-by-file', host: '127.0.0.1', port: redis.port, password: { file: join(folder.path, 'password') } },
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
    argv: ['sh', '-c', 'sleep 2; cat; printenv WORD; printf %s "$WORD" | base64 | tee /dev/stderr; exit 2'],
    env: { WORD: env('ENVIRONMENT') },
    stdin: env('STDIN'),
  },
  'telling-check': { variable: 'TOLD' },
});

const environment = (): Record<string, string> => {
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

/** What would give a secret away: itself, what is peculiar about it, and how it reads when it is encoded. */
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

const leaksIn = (text: string): readonly string[] =>
  Object.entries(CANARIES).flatMap(([place, value]) =>
    tracesOf(value)
      .filter((trace) => text.toLowerCase().includes(trace.toLowerCase()))
      .map((trace) => {
        const at = text.toLowerCase().indexOf(trace.toLowerCase());
        return `${place}: ...${text.slice(Math.max(0, at - 120), at + trace.length + 20)}...`;
      }),
  );

const flags = async (name: string): Promise<readonly string[]> => [
  ...CHECKS,
  ...(await configured(folder.path, { [name]: { checks: services() } })),
];

describe('a secret in every place', () => {
  it.each(['logstash', 'ecs', 'json', 'text'])(
    'is in no document, no log line in the format %s, and no argv of a child',
    async (format) => {
      const paths = FORMATS.map((name) => join(folder.path, `${format}.${name}`));
      const outputs = FORMATS.flatMap((name, index) => ['-o', `${name}=${paths[index]}`]);
      const args = [...(await flags('vault')), ...outputs, '-l', 'debug', '--log-format', format];
      const limits = ['--telemetry-timeout', '1'];
      const running = await startKavmon([...args, ...limits], { env: environment(), timeout: 60_000 });
      const commands = watchCommands(running.ended);
      const { stdout, stderr, code } = await running.ended;
      expect(code).toBe(1);
      expect(leaksIn(stdout + stderr)).toEqual([]);
      for (const path of paths) {
        const text = await readFile(path, 'utf8');
        expect(text.length).toBeGreaterThan(200);
        expect(leaksIn(text)).toEqual([]);
      }
      expect(leaksIn((await commands).join('\n'))).toEqual([]);
      expect((await commands).some((command) => command.includes('printenv WORD'))).toBe(true);
    },
    90_000,
  );

  it('stood in all of those places: every check told what it saw', async () => {
    const { stdout } = await kavmon([...(await flags('seen')), '-o', 'json', '--no-metrics'], { env: environment() });
    const { results, totals } = JSON.parse(stdout);
    expect(totals).toMatchObject({ ok: 0, degraded: 0, skipped: 0 });
    const texts = Object.fromEntries(results.map((result: { name: string }) => [result.name, JSON.stringify(result)]));
    for (const name of ['url', 'header', 'basic', 'tcp-connection', 'redis', 'postgres', 'exec'])
      expect(texts[name], name).toContain('***');
    expect(web.requests.map(({ headers }) => headers['x-license'])).toContain(CANARIES.HEADER);
    expect(web.requests.map(({ body }) => body)).toContain(CANARIES.BODY);
  });

  it.each([
    [['config', 'view']],
    [['config', 'view', '-o', 'json']],
    [['config', 'validate']],
    [['list', '-o', 'json']],
    [['list']],
    [['explain', 'http-endpoint']],
    [['explain', 'telling-check']],
  ])('is not told by %j', async (command) => {
    const all = await flags('told');
    const args = command[0] === 'explain' ? CHECKS : all.slice(0, command[0] === 'config' ? 4 : all.length);
    const { stdout, stderr, code } = await kavmon([...command, ...args], { env: environment() });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(leaksIn(stdout)).toEqual([]);
  });

  it.each([
    ['a password', { password: CANARIES.IN_CONFIG }],
    ['a URL', { url: `redis://ann:${encodeURIComponent(CANARIES.IN_CONFIG)}@127.0.0.1/0` }],
    ['a key that is not known', { pasword: CANARIES.IN_CONFIG }],
    ['a value of the wrong type', { port: CANARIES.IN_CONFIG }],
  ])('that stands in the file as %s is refused and not repeated', async (_, redisParams) => {
    const checks = { 'redis-connection': { host: '127.0.0.1', ...redisParams } };
    const args = await configured(folder.path, { careless: { checks } });
    const both = await Promise.all([
      kavmon(args),
      kavmon([...args, '--cronjob']),
      kavmon(['config', 'validate', ...args.slice(0, 2)]),
    ]);
    expect(both.map(({ code }) => code)).toEqual([2, 0, 2]);
    expect(both.flatMap(({ stdout, stderr }: Outcome) => leaksIn(stdout + stderr))).toEqual([]);
  });
});

/** Command lines of all processes of this machine that are seen until the promise settles. */
const watchCommands = async (ended: Promise<unknown>): Promise<readonly string[]> => {
  const seen = new Set<string>();
  let over = false;
  const end = ended.finally(() => {
    over = true;
  });
  while (!over) {
    const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
    const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
    for (const command of await Promise.all(commands)) seen.add(command);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await end;
  return [...seen].map((command) => command.replaceAll('\0', ' '));
};
