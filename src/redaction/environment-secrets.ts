import { addressSecrets, decodePercent } from './encodings.ts';

/** Variables with addresses that may have a user and a password in them. */
const ADDRESS_VARIABLES = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'AM_PROMETHEUS_URL',
] as const;

/** Variables with headers, as `NAME=VALUE,NAME=VALUE` with percent-encoded values. */
const HEADER_VARIABLES = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'] as const;

/** In characters; a shorter value of a header is no key, but a name such as that of a tenant. */
const MIN_HEADER_LENGTH = 8;

/** The secrets in the variables that kavmon itself goes by: passwords of proxies and receivers, values of headers. */
export const environmentSecrets = (env: { readonly [name: string]: string | undefined }): readonly string[] => [
  ...ADDRESS_VARIABLES.flatMap((name) => addressSecrets(env[name]?.trim() ?? '')),
  ...HEADER_VARIABLES.flatMap((name) => headerSecrets(env[name] ?? '')),
  ...(env.KAVMON_ALERTMANAGER_URL ?? '').split(',').flatMap((url) => addressSecrets(url.trim())),
  ...[env.KAVMON_HEARTBEAT_URL, env.KAVMON_HEARTBEAT_FAIL_URL].flatMap((url) => heartbeatSecrets(url?.trim() ?? '')),
  ...[env.KAVMON_ALERTMANAGER_TOKEN?.trim() ?? ''].filter((token) => token !== ''),
];

/** In characters; a shorter path is no key. */
const MIN_PATH_LENGTH = 8;

/** Whoever knows the path of a heartbeat's address can call it. */
const heartbeatSecrets = (url: string): readonly string[] => {
  const { pathname = '', search = '' } = URL.parse(url) ?? {};
  const paths = [pathname.slice(1), search.slice(1)].filter((text) => text.length >= MIN_PATH_LENGTH);
  return [...addressSecrets(url), ...paths];
};

const headerSecrets = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.slice(entry.indexOf('=') + 1).trim())
    .filter((value) => value.length >= MIN_HEADER_LENGTH)
    .flatMap((value) => [value, decodePercent(value)]);
