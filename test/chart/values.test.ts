import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { groups } from '../../src/check/check.ts';
import { chart, helm3, type Rendered, rendered, tools } from './helm.ts';

let helm = '';
const old = await helm3();
beforeAll(async () => {
  ({ helm } = await tools());
}, 900_000);

/** What each Helm prints; it names the key, and what would do where there is a list of it. */
const refused = async (set: Readonly<Record<string, unknown>> | string, words: RegExp | string) => {
  const values = typeof set === 'string' ? { set: [set] } : { json: set };
  for (const program of [helm, ...(old === undefined ? [] : [old])]) {
    await expect(rendered(program, values)).rejects.toThrow(words);
  }
};

const SECRET = { name: 'a', key: 'b' };

describe('values that cannot work are refused by the schema', () => {
  it.each([
    ['jobs.x.shedule=1', "at '/jobs/x': additional properties 'shedule' not allowed"],
    ['jbos.x.schedule=1', "additional properties 'jbos' not allowed"],
    ['replicaCount=1', "additional properties 'replicaCount' not allowed"],
    ['jobs.x=true', "at '/jobs/x': got boolean, want object"],
    ['jobs.cluster=null', "at '/jobs/cluster': got null, want object"],
    ['jobs.x.suspend=yes', "at '/jobs/x/suspend': got string, want boolean"],
    ['jobs.x.groups={dependency}', /at '\/jobs\/x\/groups\/0': value must be one of 'pods', .*'custom'/],
    ['jobs.x.groups={pod}', /at '\/jobs\/x\/groups\/0': value must be one of 'pods'/],
    ['jobs.x.startingDeadlineSeconds=5', "at '/jobs/x/startingDeadlineSeconds': minimum: got 5, want 10"],
    ['jobs.x.shards=0', "at '/jobs/x/shards': minimum: got 0, want 1"],
    ['jobs.x.shards=200', "at '/jobs/x/shards': maximum: got 200, want 100"],
    ['jobs.x.args=-w1', "at '/jobs/x/args': got string, want array"],
    ['jobDefaults.runTimeout=5m', "at '/jobDefaults/runTimeout': got string, want integer"],
    ['jobDefaults.schedule=null', "at '/jobDefaults': missing property 'schedule'"],
    ['scope=null', "missing property 'scope'"],
    ['scope.namespaces=shop', "at '/scope/namespaces': got string, want array"],
    ['scope.namespaces={a,a}', "at '/scope/namespaces': items at 0 and 1 are equal"],
    ['scope.namespaces={Shop}', "at '/scope/namespaces/0': 'Shop' does not match pattern"],
    ['image=kavmon', "at '/image': got string, want object"],
    ['image.repository=null', "at '/image': missing property 'repository'"],
    ['image.tag=a b', "at '/image/tag': 'a b' does not match pattern"],
    ['image.digest=latest', "at '/image/digest': 'latest' does not match pattern '^(sha256:[a-f0-9]{64})?$'"],
    ['otel.endpoint=collector:4318', "at '/otel/endpoint': 'collector:4318' does not match pattern '^(https?://.+)?$'"],
    ['otel.protocol=grpc', "at '/otel/protocol': value must be one of '', 'http/protobuf', 'http/json'"],
    ['otel.headersSecret.name=a', "at '/otel/headersSecret': properties 'key' required, if 'name' exists"],
    ['otel.labels.a=1', "at '/otel/labels/a': got number, want string"],
    ['pushgateway.url=gateway', "at '/pushgateway/url': 'gateway' does not match pattern '^(https?://.+)?$'"],
    ['pushgateway.urlSecret.key=a', "at '/pushgateway/urlSecret': properties 'name' required, if 'key' exists"],
    ['podLabels.a=1', "at '/podLabels/a': got number, want string"],
    ['networkPolicy.flavor=calico', "at '/networkPolicy/flavor': value must be one of 'kubernetes', 'cilium'"],
    ['networkPolicy.ports={http}', "at '/networkPolicy/ports/0': got string, want integer"],
    ['logLevel=warn', "at '/logLevel': value must be one of '', 'debug', 'info', 'warning', 'error', 'critical'"],
    ['secretEnv.A.name=b', "at '/secretEnv/A': missing property 'key'"],
    ['secretFiles={tokens}', "at '/secretFiles/0': got string, want object"],
    ['imagePullSecrets={registry}', "at '/imagePullSecrets/0': got string, want object"],
    ['extraEnv[0].value=a', "at '/extraEnv/0': missing property 'name'"],
    ['fullnameOverride=Kavmon', "at '/fullnameOverride': 'Kavmon' does not match pattern"],
    ['config=kavmon.yaml', "at '/config': got string, want object"],
  ])('%s', refused);
});

describe('values that cannot work together are refused in words', () => {
  it.each([
    [{ 'jobs.Shop': {} }, 'jobs: "Shop" is no name of a CronJob: small letters, digits and dashes'],
    [{ 'jobs.x': { names: ['crash-loop'] } }, 'jobs.x.names: "crash-loop" is no check; nearest: crash-loops'],
    [{ 'jobs.x': { names: ['?'] } }, /jobs\.x\.names: "\?" is no check; there are api-services, .*crash-loops/],
    [
      { 'jobs.x': { services: ['shop'] }, 'config.services.shops': {} },
      'jobs.x.services: "shop" is no service of the configuration; nearest: shops',
    ],
    [{ 'jobs.x': { groups: ['endpoint'] } }, 'jobs.x: nothing to run: config has no check for --group=endpoint'],
    [
      { 'jobs.x': { args: ['--checks /checks'] } },
      'jobs.x.args: "--checks /checks" is one argument; a flag and its value are two: [--checks, /checks]',
    ],
    [{ 'jobs.x': { args: ['--run-timeout=600'] } }, 'jobs.x.args: --run-timeout is set by jobs.x.runTimeout'],
    [{ 'jobs.x': { args: ['-g', 'hygiene'] } }, 'jobs.x.args: -g is set by jobs.x.groups'],
    [{ 'jobDefaults.args': ['--all-namespaces'] }, 'jobs.cluster.args: --all-namespaces is set by scope.allNamespaces'],
    [{ scope: { allNamespaces: true, namespaces: ['a'] } }, 'scope: allNamespaces and namespaces exclude each other'],
    [{ existingConfigMap: 'a', 'config.cluster': 'b' }, 'config and existingConfigMap exclude each other'],
    [{ pushgateway: { url: 'http://a', urlSecret: SECRET } }, 'pushgateway: url and urlSecret exclude each other'],
    [
      { 'pushgateway.url': 'http://user:secret@gw:9091' },
      /pushgateway\.url: user and password belong into a Secret(?!.*secret@)/,
    ],
    [
      { 'proxy.https': 'http://user:secret@proxy' },
      'proxy.https: user and password belong into a Secret, named by secretEnv',
    ],
    [
      { 'otel.endpoint': 'http://user:secret@a' },
      'otel.endpoint: user and password belong into a Secret, named by otel',
    ],
    [
      { networkPolicy: { enabled: true, ports: [443] }, 'otel.endpoint': 'http://collector.observability:4318/base' },
      'networkPolicy.ports: 4318 is missing, the port of otel.endpoint: no metrics would get out',
    ],
    [
      { networkPolicy: { enabled: true }, 'pushgateway.url': 'http://gateway' },
      'networkPolicy.ports: 80 is missing, the port of pushgateway.url',
    ],
    [{ 'pushgateway.labels': { job: 'a' } }, 'pushgateway.labels: job is always the name of the CronJob'],
    [{ 'pushgateway.labels': { 'a-b': 'a' } }, 'pushgateway.labels: "a-b" is no name of a label'],
    [{ 'otel.resourceAttributes': { 'a=b': 'a' } }, 'otel.resourceAttributes: "a=b" is no key'],
    [{ secretEnv: { '1A': SECRET } }, 'secretEnv: "1A" is no name of a variable'],
    [{ secretEnv: { KAVMON_POD_NAME: SECRET } }, 'variables: name "KAVMON_POD_NAME" is there twice'],
    [
      { extraEnv: [{ name: 'KAVMON_CRONJOB', value: 'a' }] },
      /"KAVMON_CRONJOB" is there twice; .* secretEnv and extraEnv/,
    ],
    [{ extraEnv: [{ name: 'A' }], secretEnv: { A: SECRET } }, 'variables: name "A" is there twice'],
    [
      { secretFiles: [{ name: 'a' }, { name: 'a' }] },
      /mounts: mountPath "\/var\/run\/secrets\/kavmon\/a" is there twice/,
    ],
    [{ extraVolumes: [{ name: 'tmp' }] }, 'volumes: name "tmp" is there twice'],
    [{ extraVolumeMounts: [{ name: 'a', mountPath: '/tmp' }] }, 'mounts: mountPath "/tmp" is there twice'],
    [
      { commonLabels: { 'app.kubernetes.io/name': 'a' } },
      /commonLabels: app.kubernetes.io\/name is a label of the chart/,
    ],
    [{ podLabels: { 'app.kubernetes.io/component': 'a' } }, /podLabels: app.kubernetes.io\/component is a label/],
  ])('%j', refused);
});

it('what only the run can know is taken as it is', async () => {
  for (const json of [
    { existingConfigMap: 'theirs', 'jobs.x': { names: ['orders'], services: ['shop'] } },
    { 'jobs.x': { names: ['my-check'], args: ['--checks', '/checks'] } },
    { 'jobs.x': { services: ['shop'], args: ['-c', '/more/kavmon.yaml'] } },
    { 'jobs.x': { groups: ['endpoint'] }, extraEnv: [{ name: 'KAVMON_CONFIG', value: '/more/kavmon.yaml' }] },
    {
      'jobs.x': {},
      networkPolicy: { enabled: true },
      'otel.endpoint': 'https://a',
      'pushgateway.url': 'http://[::1]:443/x',
    },
    {
      'jobs.x': {},
      networkPolicy: { enabled: true },
      'otel.endpoint': 'http://a:1',
      'proxy.http': 'http://proxy:3128',
    },
    { 'jobs.x': {}, networkPolicy: { enabled: true, extraEgress: [{}] }, 'otel.endpoint': 'http://a:1' },
    { 'jobs.x': { groups: ['endpoint'] }, extraVolumeMounts: [{ name: 'a', mountPath: '/etc/kavmon' }] },
  ]) {
    expect((await rendered(helm, { json })).some(({ metadata }) => metadata.name === 'rel-kavmon-x')).toBe(true);
  }
});

it('null takes a value away, and what is left still renders', async () => {
  const keys = ['config', 'jobs', 'commonLabels', 'podLabels', 'podAnnotations', 'pushgateway', 'global', 'affinity'];
  const lists = ['jobDefaults.args', 'jobDefaults.groups', 'test.groups', 'test.args', 'rbac.extraRules', 'extraEnv'];
  const set = [...keys, ...lists].map((key) => `${key}=null`);
  const objects = await rendered(helm, { set });
  expect(objects.map(({ kind }) => kind).toSorted()).toEqual([
    'CronJob',
    'Pod',
    'Role',
    'RoleBinding',
    'ServiceAccount',
  ]);
});

describe('the schema', () => {
  type Schema = { readonly properties?: Record<string, Schema>; readonly $ref?: string; readonly allOf?: Schema[] };
  const read = (name: string) => readFile(join(chart, name), 'utf8');

  const pathsOf = (given: Schema, schema: Rendered, prefix = ''): readonly string[] => {
    const [first = given] = given.allOf ?? [];
    const { properties = {} } =
      first.$ref === undefined ? first : schema.definitions[first.$ref.split('/').at(-1) ?? ''];
    return Object.entries<Schema>(properties).flatMap(([key, value]) => {
      const below = pathsOf(value, schema, `${prefix}${key}.`);
      return below.length > 0 ? below : [`${prefix}${key}`];
    });
  };
  const keysOf = (value: unknown, free: ReadonlySet<string>, prefix = ''): readonly string[] =>
    Object.entries(value as object).flatMap(([key, one]) => {
      const path = `${prefix}${key}`;
      const isMap = typeof one === 'object' && one !== null && !Array.isArray(one) && Object.keys(one).length > 0;
      return isMap && !free.has(path) ? keysOf(one, free, `${path}.`) : [path];
    });

  it('knows every value, and no other', async () => {
    const schema = JSON.parse(await read('values.schema.json'));
    // Of these the API server knows what is in them.
    const free = new Set(['jobDefaults.resources', 'onDemand.resources', 'podSecurityContext', 'securityContext']);
    const values = keysOf(yaml.parse(await read('values.yaml')), free);
    const secrets = /^(otel\.headersSecret|pushgateway\.urlSecret)\..*$/;
    const known = pathsOf(schema, schema).map((path) => path.replace(secrets, '$1'));
    expect([...new Set(known)].filter((path) => path !== 'enabled').toSorted()).toEqual(values.toSorted());
  });

  it('knows the groups of the program, but for the start-up gate', async () => {
    const { properties, definitions } = JSON.parse(await read('values.schema.json'));
    const scheduled = groups.filter((group) => group !== 'dependency');
    expect(definitions.job.properties.groups.items.enum).toEqual(scheduled);
    expect(properties.test.properties.groups.items.enum).toEqual(scheduled);
  });
});
