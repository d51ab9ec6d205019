import { type Comparison, shortenText } from '../../../src/expectations/comparison.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { ManagementApi } from './management-api.ts';

/** Health checks of the management API without arguments (https://www.rabbitmq.com/docs/monitoring#health-checks). */
export const HEALTH_CHECKS = [
  'alarms',
  'local-alarms',
  'virtual-hosts',
  'node-is-quorum-critical',
  'node-is-mirror-sync-critical',
  'ready-to-serve-clients',
  'is-in-service',
  'below-node-connection-limit',
] as const;

/** Of these a failure is a warning: all is well until one more node ends. */
const WARNING_CHECKS: readonly string[] = ['node-is-quorum-critical', 'node-is-mirror-sync-critical'];

/** One health check to ask for. */
export interface HealthQuestion {
  /** Behind `/api/health/checks/`. */
  readonly path: string;
  readonly otherwise: 'warn' | 'fail';
}

interface HealthParams {
  readonly checks: readonly string[];
  readonly ports: readonly number[];
  readonly protocols: readonly string[];
  readonly certificates?:
    | { readonly warnDays?: number | undefined; readonly failDays?: number | undefined }
    | undefined;
}

/** The health checks that the parameters ask for. */
export const healthQuestions = ({
  checks,
  ports,
  protocols,
  certificates,
}: HealthParams): readonly HealthQuestion[] => [
  ...checks.map((path) => ({ path, otherwise: WARNING_CHECKS.includes(path) ? ('warn' as const) : ('fail' as const) })),
  ...ports.map((port) => ({ path: `port-listener/${port}`, otherwise: 'fail' as const })),
  ...protocols.map((name) => ({ path: `protocol-listener/${encodeURIComponent(name)}`, otherwise: 'fail' as const })),
  ...expiryQuestion(certificates?.failDays, 'fail'),
  ...expiryQuestion(certificates?.warnDays, 'warn'),
];

const expiryQuestion = (days: number | undefined, otherwise: 'warn' | 'fail'): readonly HealthQuestion[] =>
  days === undefined ? [] : [{ path: `certificate-expiration/${days}/days`, otherwise }];

/** Asks for health checks; a certificate that ends too soon is not warned of as well. Throws what the connection does. */
export const askHealthChecks = async (
  api: ManagementApi,
  questions: readonly HealthQuestion[],
): Promise<readonly Comparison[]> => {
  const comparisons: Comparison[] = [];
  for (const question of questions) {
    const isKnown = comparisons.some(
      ({ name, status }) => status === 'fail' && isExpiry(name) && isExpiry(question.path),
    );
    if (!isKnown) comparisons.push(await askHealthCheck(api, question));
  }
  return comparisons;
};

const isExpiry = (path: string): boolean => path.startsWith('certificate-expiration/');

/** Asks for a health check and compares its answer; one that is not there, or forbidden, is undecided. */
const askHealthCheck = async (api: ManagementApi, { path, otherwise }: HealthQuestion): Promise<Comparison> => {
  const base = { name: path, operator: 'is', expected: 'ok' } as const;
  try {
    const { status, document } = await api.ask(`health/checks/${path}`);
    if (status === 404)
      return { ...base, actual: null, status: 'error', reason: 'missing_value', text: absentText(api, path) };
    if (status === 200 && textOf(document, 'status') === 'ok')
      return { ...base, actual: 'ok', status: 'pass', reason: 'status', text: `${path} is ok` };
    if (status === 503)
      return { ...base, actual: 'failed', status: otherwise, reason: 'status', text: failureText(path, document) };
    const text = `${path} answers with status ${status}: ${shortenText(JSON.stringify(document))}`;
    return { ...base, actual: status, status: 'error', reason: 'missing_value', text };
  } catch (error) {
    if (!(error instanceof ProbeError) || error.reason !== 'permission') throw error;
    return { ...base, actual: null, status: 'error', reason: 'permission', text: error.message, advice: error.advice };
  }
};

const absentText = ({ version }: ManagementApi, path: string): string =>
  `RabbitMQ ${version} has no health check ${path} (the first came with 3.8.10): leave it out, or update`;

const failureText = (path: string, document: Json): string => {
  const { status: _, reason, ...details } = isObject(document) ? document : {};
  const known = alarmTexts(details.alarms) ?? certificateTexts(details.expired);
  const facts = known ?? (Object.keys(details).length === 0 ? '' : shortenText(JSON.stringify(details)));
  return `${path}: ${String(reason ?? 'it failed')}${facts === '' ? '' : `: ${facts}`}`;
};

const alarmTexts = (alarms: Json | undefined): string | undefined => {
  if (!Array.isArray(alarms)) return undefined;
  return alarms.map((alarm) => `${textOf(alarm, 'resource')} of ${textOf(alarm, 'node')}`).join(', ');
};

const certificateTexts = (expired: Json | undefined): string | undefined => {
  if (!Array.isArray(expired)) return undefined;
  return expired
    .map((one) => `port ${textOf(one, 'port')} of ${textOf(one, 'node')} until ${textOf(one, 'certfile_expires_on')}`)
    .join(', ');
};

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const textOf = (document: Json, name: string): string => (isObject(document) ? String(document[name] ?? '?') : '?');
