import type { Described } from '../check/check.ts';
import { configJsonSchema } from '../config/json-schema/config-schema.ts';
import { scheduledGroups } from './chart-catalogue.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema of the chart's values, as text: what stands under `config` has the schema of a config file, and checks and
 * groups are those of the catalogue.
 */
export const chartSchema = (catalogue: readonly Described[]): string => {
  const { $schema, $defs, title: _, ...config } = JSON.parse(configJsonSchema(catalogue));
  const own = { config, extendedConfig: extended(config), job: strict(job), secretKey };
  const clash = Object.keys(own).find((name) => Object.hasOwn($defs, name));
  if (clash !== undefined) throw new Error(`the schema of the configuration has a definition "${clash}" too`);
  const schema = { $schema, title: 'Values of the chart kavmon', ...strict(values, required), ...configRule };
  return `${JSON.stringify({ ...schema, $defs: { ...own, ...withoutDescriptions($defs) } }, null, 1)}\n`;
};

/** Whoever brings checks of their own configures what nobody else knows: only the keys at the top are held. */
const extended = ({ properties }: { readonly properties: Schema }): Schema =>
  strict(Object.fromEntries(Object.keys(properties).map((key) => [key, true])));

const withoutDescriptions = (schema: Schema): Schema =>
  JSON.parse(
    JSON.stringify(schema, (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value)),
  );

const text: Schema = { type: 'string' };
const filledText: Schema = { type: 'string', minLength: 1 };
const flag: Schema = { type: 'boolean' };
const anyObject: Schema = { type: 'object' };
const from = (minimum: number, maximum?: number): Schema => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const orNull = ({ type, ...schema }: Schema): Schema => ({ type: [type, 'null'], ...schema });
const matching = (pattern: string): Schema => ({ type: 'string', pattern });
const list = (items: Schema): Schema => ({ type: 'array', items });
const set = (items: Schema): Schema => ({ ...list(items), uniqueItems: true });
const having = (...required: readonly string[]): Schema => ({ type: 'object', required });
/** Keys by a pattern rather than by `propertyNames`, of which Helm tells the wrong place. */
const mapOf = (value: Schema, key?: string): Schema =>
  key === undefined
    ? { type: 'object', additionalProperties: value }
    : { type: 'object', additionalProperties: false, patternProperties: { [key]: value } };
const strict = (properties: Schema, required: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length === 0 ? {} : { required }),
  properties,
});

const objectName = matching('^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$');
const namespace = matching('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$');
const namePart: Schema = { ...matching('^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$'), maxLength: 63 };
const VARIABLE = '^[A-Za-z_][A-Za-z0-9_]*$';
const address = matching('^(https?://.+)?$');
const secretProperties = { name: objectName, key: filledText, optional: flag };
const secretKey = { ...strict(secretProperties), dependentRequired: { name: ['key'], key: ['name'] } };
const secretRef: Schema = { $ref: '#/$defs/secretKey' };
/** By its own labels kavmon knows its own pods. */
const RESERVED = '^(app\\.kubernetes\\.io/(name|instance|version|managed-by|component)|helm\\.sh/chart)$';
const labels: Schema = { ...mapOf(text), patternProperties: { [RESERVED]: false } };
/** A flag and its value are two items, or have `=` between them. */
const args = list({ ...matching('^([^-][\\s\\S]*|-[^\\s=]*(=[\\s\\S]*)?)$'), minLength: 1 });
const groups = set({ enum: scheduledGroups });

/** Five fields, or a word that Kubernetes documents; `H` is the chart's own, all else is for the API server to judge. */
const scheduleField = '(H(/([1-9]|[1-5]\\d|60))?|[^\\s@H]\\S*)';
const scheduleWord = '@(hourly|daily|midnight|weekly|monthly|yearly|annually)';
const schedule = matching(`^\\s*(${scheduleWord}|${scheduleField}(\\s+${scheduleField}){4})\\s*$`);

const job: Schema = {
  enabled: flag,
  suspend: flag,
  schedule,
  timeZone: text,
  groups,
  names: list(filledText),
  services: list(filledText),
  args,
  exitZero: flag,
  runTimeout: from(1, 21_600),
  telemetryTimeout: from(1, 600),
  activeDeadlineSeconds: orNull(from(1)),
  ttlSecondsAfterFinished: orNull(from(0)),
  shards: from(1, 100),
  // The controller looks every ten seconds.
  startingDeadlineSeconds: from(10),
  successfulJobsHistoryLimit: from(0),
  failedJobsHistoryLimit: from(0),
  backoffLimit: from(0, 10),
  resources: anyObject,
};

const jobDefaults: Schema = {
  allOf: [{ $ref: '#/$defs/job' }],
  required: [
    ...['enabled', 'suspend', 'schedule', 'exitZero', 'runTimeout', 'telemetryTimeout', 'shards', 'backoffLimit'],
    ...['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
  ],
};

const required = [
  ...['image', 'scope', 'rbac', 'serviceAccount', 'jobDefaults', 'logFormat', 'otel', 'proxy', 'extraCA', 'onDemand'],
  ...['test', 'networkPolicy', 'terminationGracePeriodSeconds'],
];

const image: Schema = {
  registry: text,
  repository: text,
  tag: { ...matching('^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$'), type: ['string', 'number'] },
  digest: matching('^(sha256:[a-f0-9]{64})?$'),
  pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
};

const metrics: Schema = {
  otel: strict({
    endpoint: address,
    metricsEndpoint: address,
    protocol: { enum: ['', 'http/protobuf', 'http/json'] },
    headersSecret: secretRef,
    resourceAttributes: mapOf(text, '^[^=,\\s]+$'),
    labels: mapOf(text),
  }),
  pushgateway: strict({
    url: address,
    urlSecret: secretRef,
    // The label `job` is always the name of the CronJob.
    labels: { ...mapOf(text, VARIABLE), properties: { job: false } },
  }),
};

/** What is handed to the objects as it is. */
const passed: Schema = {
  commonLabels: labels,
  commonAnnotations: mapOf(text),
  podLabels: labels,
  podAnnotations: mapOf(text),
  imagePullSecrets: list(having('name')),
  podSecurityContext: anyObject,
  securityContext: anyObject,
  nodeSelector: mapOf(text),
  tolerations: list(anyObject),
  affinity: anyObject,
  topologySpreadConstraints: list(having('maxSkew', 'topologyKey', 'whenUnsatisfiable')),
  priorityClassName: text,
  extraContainers: list(having('name')),
  extraEnv: list(having('name')),
  extraEnvFrom: list(anyObject),
  extraVolumes: list(having('name')),
  extraVolumeMounts: list(having('name', 'mountPath')),
  extraObjects: list({ type: ['object', 'string'] }),
};

const values: Schema = {
  // Helm adds these two to a chart that is part of another.
  enabled: flag,
  global: anyObject,
  nameOverride: namePart,
  fullnameOverride: namePart,
  image: strict(image, ['pullPolicy']),
  cluster: { type: ['string', 'number'] },
  environment: text,
  config: anyObject,
  existingConfigMap: text,
  secretFiles: list(strict({ name: objectName, optional: flag, items: list(anyObject) }, ['name'])),
  secretEnv: mapOf(strict(secretProperties, ['name', 'key']), VARIABLE),
  scope: strict({ allNamespaces: flag, namespaces: set(namespace) }, ['allNamespaces']),
  rbac: strict({ create: flag, podLogs: flag, extraRules: list(anyObject) }),
  serviceAccount: strict({ create: flag, name: text, annotations: mapOf(text) }),
  defaultJobs: flag,
  jobs: mapOf({ $ref: '#/$defs/job' }, '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'),
  jobDefaults,
  logLevel: { enum: ['', 'debug', 'info', 'warning', 'error', 'critical'] },
  logFormat: { enum: ['logstash', 'ecs', 'json', 'text'] },
  ...metrics,
  proxy: strict({ http: text, https: text, none: text }),
  extraCA: strict({ configMap: text, key: filledText }, ['key']),
  ...passed,
  terminationGracePeriodSeconds: from(1),
  onDemand: strict({ enabled: flag, command: { ...list(filledText), minItems: 1 }, resources: anyObject }, ['command']),
  test: strict({ enabled: flag, groups, args }),
  networkPolicy: strict(
    {
      enabled: flag,
      flavor: { enum: ['kubernetes', 'cilium'] },
      ports: list(from(1, 65_535)),
      extraEgress: list(anyObject),
    },
    ['flavor'],
  ),
};

/** Checks of one's own that every run knows may stand in `config`: the chart does not know them. */
const ownChecks = { contains: { type: 'string', pattern: '^--checks' } };
const configRule = {
  if: {
    required: ['jobDefaults'],
    properties: { jobDefaults: { required: ['args'], properties: { args: ownChecks } } },
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { properties: { config: { $ref: '#/$defs/extendedConfig' } } },
  else: { properties: { config: { $ref: '#/$defs/config' } } },
};
