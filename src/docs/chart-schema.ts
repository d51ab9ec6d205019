import type { CheckMetadata } from '../check/check.ts';
import { configJsonSchema } from '../config/json-schema/config-schema.ts';
import { formatJson } from '../config/json-schema/format-json.ts';
import { ifThen } from '../config/json-schema/if-then.ts';
import { type JsonSchema, mapSchemas } from '../config/json-schema/map-schemas.ts';
import { nameStyles } from '../dashboards/names.ts';
import { scheduledGroups } from './chart-catalogue.ts';

type ValueSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema of the chart's values, as text: `config` has the schema of a config file, and checks and groups are those of the
 * catalogue.
 */
export const chartSchema = (catalogue: readonly CheckMetadata[]): string => {
  const { $schema, $defs, title: _, ...config } = JSON.parse(configJsonSchema(catalogue));
  const own = { config, extendedConfig: extendedConfig(config), job: strictObject(jobSchema), secretKey };
  const clash = Object.keys(own).find((name) => Object.hasOwn($defs, name));
  if (clash !== undefined) throw new Error(`the schema of the configuration has a definition "${clash}" too`);
  const schema = {
    $schema,
    title: 'Values of the chart kavmon',
    ...strictObject(valueSchemas, requiredValues),
    ...configRule,
  };
  return `${formatJson({ ...schema, $defs: { ...own, ...withoutDescriptions($defs) } })}\n`;
};

/** For users with checks of their own, whose parameters the chart does not know: only the keys at the top are validated. */
const extendedConfig = ({ properties }: { readonly properties: ValueSchema }): ValueSchema =>
  strictObject(Object.fromEntries(Object.keys(properties).map((key) => [key, true])));

const withoutDescriptions = (definitions: Readonly<Record<string, JsonSchema>>): ValueSchema =>
  mapSchemas({ $defs: definitions }, ({ description: _, ...schema }) => schema).$defs as ValueSchema;

const anyText: ValueSchema = { type: 'string' };
const nonEmptyText: ValueSchema = { type: 'string', minLength: 1 };
const trueOrFalse: ValueSchema = { type: 'boolean' };
const anyObject: ValueSchema = { type: 'object' };
const integerFrom = (minimum: number, maximum?: number): ValueSchema => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const orNull = ({ type, ...schema }: ValueSchema): ValueSchema => ({ type: [type, 'null'], ...schema });
const textMatching = (pattern: string): ValueSchema => ({ type: 'string', pattern });
const arrayOf = (items: ValueSchema): ValueSchema => ({ type: 'array', items });
const uniqueArrayOf = (items: ValueSchema): ValueSchema => ({ ...arrayOf(items), uniqueItems: true });
const objectWith = (...required: readonly string[]): ValueSchema => ({ type: 'object', required });
/** Keys by a pattern and not by `propertyNames`, whose errors Helm reports at the wrong path. */
const mapOf = (value: ValueSchema, key?: string): ValueSchema =>
  key === undefined
    ? { type: 'object', additionalProperties: value }
    : { type: 'object', additionalProperties: false, patternProperties: { [key]: value } };
const strictObject = (properties: ValueSchema, required: readonly string[] = []): ValueSchema => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length === 0 ? {} : { required }),
  properties,
});

const kubernetesName = textMatching('^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$');
const namespaceName = textMatching('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$');
const namePart: ValueSchema = { ...textMatching('^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$'), maxLength: 63 };
const ENV_VARIABLE_PATTERN = '^[A-Za-z_][A-Za-z0-9_]*$';
const httpAddress = textMatching('^(https?://.+)?$');
const secretProperties = { name: kubernetesName, key: nonEmptyText, optional: trueOrFalse };
const secretKey = { ...strictObject(secretProperties), dependentRequired: { name: ['key'], key: ['name'] } };
const secretRef: ValueSchema = { $ref: '#/$defs/secretKey' };
/** kavmon finds its own pods by these labels. */
const RESERVED_LABELS_PATTERN =
  '^(app\\.kubernetes\\.io/(name|instance|version|managed-by|component)|helm\\.sh/chart)$';
const labelMap: ValueSchema = { ...mapOf(anyText), patternProperties: { [RESERVED_LABELS_PATTERN]: false } };
/** A flag and its value are two items, or one with `=` between them. */
const argumentList = arrayOf({ ...textMatching('^([^-][\\s\\S]*|-[^\\s=]*(=[\\s\\S]*)?)$'), minLength: 1 });
const groupList = uniqueArrayOf({ enum: scheduledGroups });

/** Five fields, or a macro that Kubernetes documents; `H` is the chart's own, all else is left to the API server. */
const scheduleField = '(H(/([1-9]|[1-5]\\d|60))?|[^\\s@H]\\S*)';
const scheduleWord = '@(hourly|daily|midnight|weekly|monthly|yearly|annually)';
const cronSchedule = textMatching(`^\\s*(${scheduleWord}|${scheduleField}(\\s+${scheduleField}){4})\\s*$`);

const jobSchema: ValueSchema = {
  enabled: trueOrFalse,
  suspend: trueOrFalse,
  schedule: cronSchedule,
  timeZone: anyText,
  groups: groupList,
  names: arrayOf(nonEmptyText),
  services: arrayOf(nonEmptyText),
  args: argumentList,
  exitZero: trueOrFalse,
  runTimeout: integerFrom(1, 21_600),
  telemetryTimeout: integerFrom(1, 600),
  activeDeadlineSeconds: orNull(integerFrom(1)),
  ttlSecondsAfterFinished: orNull(integerFrom(0)),
  shards: integerFrom(1, 100),
  // The CronJob controller runs every ten seconds.
  startingDeadlineSeconds: integerFrom(10),
  successfulJobsHistoryLimit: integerFrom(0),
  failedJobsHistoryLimit: integerFrom(0),
  backoffLimit: integerFrom(0, 10),
  resources: anyObject,
};

const jobDefaults: ValueSchema = {
  allOf: [{ $ref: '#/$defs/job' }],
  required: [
    ...['enabled', 'suspend', 'schedule', 'exitZero', 'runTimeout', 'telemetryTimeout', 'shards', 'backoffLimit'],
    ...['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
  ],
};

const requiredValues = [
  'dashboards',
  ...['image', 'scope', 'rbac', 'serviceAccount', 'jobDefaults', 'logFormat', 'otel', 'proxy', 'extraCA', 'onDemand'],
  ...['test', 'networkPolicy', 'terminationGracePeriodSeconds'],
];

const imageSchema: ValueSchema = {
  registry: anyText,
  repository: anyText,
  tag: { ...textMatching('^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$'), type: ['string', 'number'] },
  digest: textMatching('^(sha256:[a-f0-9]{64})?$'),
  pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
};

const metricsSchemas: ValueSchema = {
  otel: strictObject({
    endpoint: httpAddress,
    metricsEndpoint: httpAddress,
    protocol: { enum: ['', 'http/protobuf', 'http/json'] },
    headersSecret: secretRef,
    resourceAttributes: mapOf(anyText, '^[^=,\\s]+$'),
    labels: mapOf(anyText),
    traces: trueOrFalse,
    logs: trueOrFalse,
  }),
  pushgateway: strictObject({
    url: httpAddress,
    urlSecret: secretRef,
    // The label `job` is always the name of the CronJob.
    labels: { ...mapOf(anyText, ENV_VARIABLE_PATTERN), properties: { job: false } },
  }),
};

const alertmanagerSchema: ValueSchema = {
  url: httpAddress,
  urlSecret: secretRef,
  tokenSecret: secretRef,
  resolveAfter: textMatching('^(\\d+(\\.\\d+)?[smhd])?$'),
};

const ruleSchema: ValueSchema = {
  enabled: trueOrFalse,
  labels: mapOf(anyText),
  alertLabels: {
    ...mapOf(anyText),
    additionalProperties: false,
    patternProperties: { [ENV_VARIABLE_PATTERN]: anyText, '^(severity|job_name)$': false },
  },
  intervals: mapOf(integerFrom(1)),
  failedRuns: integerFrom(2, 100),
  // Below that no burn rate of an alert can be reached.
  slo: { type: 'number', minimum: 95, exclusiveMaximum: 100 },
  runbookUrl: anyText,
};

const dashboardProperties: ValueSchema = {
  enabled: trueOrFalse,
  namespace: { ...textMatching('^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$'), maxLength: 63 },
  label: textMatching('^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'),
  labelValue: { type: ['string', 'number', 'boolean'] },
  annotations: mapOf(anyText),
  names: { enum: nameStyles },
};

/** Values that go into the manifests as they are. */
const passedThrough: ValueSchema = {
  commonLabels: labelMap,
  commonAnnotations: mapOf(anyText),
  podLabels: labelMap,
  podAnnotations: mapOf(anyText),
  imagePullSecrets: arrayOf(objectWith('name')),
  podSecurityContext: anyObject,
  securityContext: anyObject,
  nodeSelector: mapOf(anyText),
  tolerations: arrayOf(anyObject),
  affinity: anyObject,
  topologySpreadConstraints: arrayOf(objectWith('maxSkew', 'topologyKey', 'whenUnsatisfiable')),
  priorityClassName: anyText,
  extraContainers: arrayOf(objectWith('name')),
  extraEnv: arrayOf(objectWith('name')),
  extraEnvFrom: arrayOf(anyObject),
  extraVolumes: arrayOf(objectWith('name')),
  extraVolumeMounts: arrayOf(objectWith('name', 'mountPath')),
  extraObjects: arrayOf({ type: ['object', 'string'] }),
};

const valueSchemas: ValueSchema = {
  // Helm adds these two to a chart that is part of another.
  enabled: trueOrFalse,
  global: anyObject,
  nameOverride: namePart,
  fullnameOverride: namePart,
  image: strictObject(imageSchema, ['pullPolicy']),
  cluster: { type: ['string', 'number'] },
  environment: anyText,
  config: anyObject,
  existingConfigMap: anyText,
  secretFiles: arrayOf(
    strictObject({ name: kubernetesName, optional: trueOrFalse, items: arrayOf(anyObject) }, ['name']),
  ),
  secretEnv: mapOf(strictObject(secretProperties, ['name', 'key']), ENV_VARIABLE_PATTERN),
  scope: strictObject({ allNamespaces: trueOrFalse, namespaces: uniqueArrayOf(namespaceName) }, ['allNamespaces']),
  rbac: strictObject({ create: trueOrFalse, podLogs: trueOrFalse, extraRules: arrayOf(anyObject) }),
  serviceAccount: strictObject({ create: trueOrFalse, name: anyText, annotations: mapOf(anyText) }),
  defaultJobs: trueOrFalse,
  jobs: mapOf({ $ref: '#/$defs/job' }, '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'),
  jobDefaults,
  logLevel: { enum: ['', 'debug', 'info', 'warning', 'error', 'critical'] },
  logFormat: { enum: ['logstash', 'ecs', 'json', 'text'] },
  ...metricsSchemas,
  alertmanager: strictObject(alertmanagerSchema),
  prometheusRule: strictObject(ruleSchema),
  dashboards: strictObject(dashboardProperties, ['label', 'labelValue', 'names']),
  proxy: strictObject({ http: anyText, https: anyText, none: anyText }),
  extraCA: strictObject({ configMap: anyText, key: nonEmptyText }, ['key']),
  ...passedThrough,
  terminationGracePeriodSeconds: integerFrom(1),
  onDemand: strictObject(
    { enabled: trueOrFalse, command: { ...arrayOf(nonEmptyText), minItems: 1 }, resources: anyObject },
    ['command'],
  ),
  test: strictObject({ enabled: trueOrFalse, groups: groupList, args: argumentList }),
  networkPolicy: strictObject(
    {
      enabled: trueOrFalse,
      flavor: { enum: ['kubernetes', 'cilium'] },
      ports: arrayOf(integerFrom(1, 65_535)),
      extraEgress: arrayOf(anyObject),
    },
    ['flavor'],
  ),
};

/** With own checks for every run, `config` may name checks that the chart does not know. */
const ownChecks: JsonSchema = { contains: { type: 'string', pattern: '^--checks' } };
const configRule = {
  ...ifThen(
    {
      anyOf: [
        {
          required: ['jobDefaults'],
          properties: { jobDefaults: { required: ['args'], properties: { args: ownChecks } } },
        },
        { required: ['config'], properties: { config: { required: ['ownChecks'] } } },
      ],
    },
    { properties: { config: { $ref: '#/$defs/extendedConfig' } } },
  ),
  else: { properties: { config: { $ref: '#/$defs/config' } } },
};
