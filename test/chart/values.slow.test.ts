import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { checkGroups } from '../../src/check/check.ts';
import { CHART_FOLDER, findTools, podSpecOf, type RenderedValue, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);

/** Expects that Helm refuses the values with this message. */
const expectRefused = async (set: Readonly<Record<string, unknown>> | string, words: RegExp | string) => {
  const values = typeof set === 'string' ? { set: [set] } : { json: set };
  await expect(renderChart(values)).rejects.toThrow(words);
};

const KEY_REFERENCE = { name: 'a', key: 'b' };

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
    ['image.tag=a b', "at '/image/tag': 'a b' does not match pattern"],
    ['image.digest=latest', "at '/image/digest': 'latest' does not match pattern '^(sha256:[a-f0-9]{64})?$'"],
    ['otel.endpoint=collector:4318', "at '/otel/endpoint': 'collector:4318' does not match pattern '^(https?://.+)?$'"],
    ['otel.protocol=grpc', "at '/otel/protocol': value must be one of '', 'http/protobuf', 'http/json'"],
    ['otel.traces=yes', "at '/otel/traces': got string, want boolean"],
    ['otel.logs=otlp', "at '/otel/logs': got string, want boolean"],
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
    ['jobs.Shop.suspend=true', "at '/jobs': additional properties 'Shop' not allowed"],
    ['jobs.x.args={--checks /checks}', "at '/jobs/x/args/0': '--checks /checks' does not match pattern"],
    ['test.args={--checks /checks}', "at '/test/args/0': '--checks /checks' does not match pattern"],
    ['jobs.x.ttlSecondsAfterFinished=1h', "at '/jobs/x/ttlSecondsAfterFinished': got string, want null or integer"],
    ['pushgateway.labels.job=a', "at '/pushgateway/labels/job': false schema"],
    ['pushgateway.labels.a-b=a', "at '/pushgateway/labels': additional properties 'a-b' not allowed"],
    ['otel.resourceAttributes.a b=a', "at '/otel/resourceAttributes': additional properties 'a b' not allowed"],
    ['secretEnv.1A.name=a', "at '/secretEnv': additional properties '1A' not allowed"],
    ['commonLabels.helm\\.sh/chart=a', "at '/commonLabels/helm.sh~1chart': false schema"],
    ['podLabels.app\\.kubernetes\\.io/name=a', "at '/podLabels/app.kubernetes.io~1name': false schema"],
    ['nameOverride=Kavmon', "at '/nameOverride': 'Kavmon' does not match pattern"],
    ['commonAnnotations.a=1', "at '/commonAnnotations/a': got number, want string"],
    ['extraContainers[0].image=a', "at '/extraContainers/0': missing property 'name'"],
    ['topologySpreadConstraints[0].maxSkew=1', "at '/topologySpreadConstraints/0': missing properties 'topologyKey'"],
    ['image.tag=true', "at '/image/tag': got boolean, want"],
    ['cluster={a}', "at '/cluster': got array, want"],
  ])('%s', expectRefused);
});

describe('a configuration that kavmon would refuse is refused by the schema', () => {
  it.each([
    ['config.servcies.a=1', "at '/config': additional properties 'servcies' not allowed"],
    ['config.cluster=1', "at '/config/cluster': got number, want string"],
    ['config.namespaces=shop', "at '/config/namespaces': got string, want array"],
    ['config.checks.crash-loop.enabled=true', "at '/config/checks': additional properties 'crash-loop' not allowed"],
    ['config.checks.crash-loops.enabled=maybe', "at '/config/checks/crash-loops/enabled': got string, want boolean"],
    [
      'config.checks.crash-loops.windw=5m',
      /at '\/config\/checks\/crash-loops': additional properties 'windw' not allow/,
    ],
    ['config.services.a.check.b=1', "at '/config/services/a': additional properties 'check' not allowed"],
    ['config.services.a.checks.htp-endpoint.url=x', "at '/config/services/a/checks/htp-endpoint'"],
    ['config.services.a.checks.own.check=http', "at '/config/services/a/checks/own"],
    ['config.services.a.checks.http-endpoint.ulr=x', "additional properties 'ulr' not allowed"],
    [
      'config.services.a.dependsOn.tcp-connection.port={1}',
      "at '/config/services/a/dependsOn/tcp-connection/port': got",
    ],
    ['config.ignore[0].namespace=a', "at '/config/ignore/0': missing property 'reason'"],
  ])('%s', expectRefused);

  it("but for checks of one's own that every run knows, of which only the program can tell", async () => {
    const jobDefaults = { args: ['--checks', '/checks'] };
    const config = { services: { shop: { checks: { 'my-check': { limit: 1 } } } } };
    await expectRefused({ config }, "at '/config/services/shop/checks/my-check'");
    expect((await renderChart({ json: { config, jobDefaults } })).length).toBeGreaterThan(4);
    const named = { ...config, ownChecks: '/checks' };
    const ofOwn = await renderChart({ json: { config: named, 'jobs.own': { names: ['my-check'] } } });
    expect(ofOwn.length).toBeGreaterThan(4);
    await expectRefused(
      { config: { ownChecks: '/checks', servcies: {} } },
      "at '/config': additional properties 'servcies' not allowed",
    );
    await expectRefused(
      { 'config.servcies': {}, jobDefaults },
      "at '/config': additional properties 'servcies' not allowed",
    );
  });
});

it('an image has to be named, and how to build one is said', async () => {
  for (const repository of ['', null]) {
    const words =
      /image\.repository is required: no image is published\. Build one from a checkout \(docker build -t REGISTRY\/kavmon:0\.1\.0 \. && docker push/;
    await expectRefused({ 'image.repository': repository }, words);
  }
});

it('the name of the cluster may be a number', async () => {
  for (const [cluster, name] of [
    [7, '7'],
    [20_261_128, '20261128'],
    ['1e3', '1e3'],
  ]) {
    const [job] = (await renderChart({ json: { cluster } })).filter(({ kind }) => kind === 'CronJob');
    expect(podSpecOf(job).containers[0].env).toContainEqual({ name: 'KAVMON_CLUSTER', value: name });
  }
});

describe('values that cannot work together are refused in words', () => {
  it.each([
    [{ 'jobs.x': { names: ['crash-loop'] } }, 'jobs.x.names: "crash-loop" is not known; nearest: crash-loops'],
    [{ 'jobs.x': { names: ['?'] } }, /jobs\.x\.names: "\?" is not known; nearest: api-services, .*crash-loops/],
    [
      { 'jobs.x': { services: ['shop'] }, 'config.services.shops': {} },
      'jobs.x.services: "shop" is not known; nearest: shops',
    ],
    [{ 'jobs.x': { groups: ['endpoint'] } }, 'jobs.x: nothing to run: config has no check of the groups endpoint'],
    [{ 'jobs.x': { args: ['--run-timeout=600'] } }, /jobs\.x\.args: --run-timeout=600 is set by a value: .*runTimeout/],
    [{ 'jobs.x': { args: ['-g', 'hygiene'] } }, /jobs\.x\.args: -g is set by a value: .*groups/],
    [{ 'jobDefaults.args': ['--all-namespaces'] }, /jobs\.cluster\.args: --all-namespaces is set by a value: .*scope/],
    [{ scope: { allNamespaces: true, namespaces: ['a'] } }, 'scope: allNamespaces and namespaces exclude each other'],
    [{ existingConfigMap: 'a', 'config.cluster': 'b' }, 'config and existingConfigMap exclude each other'],
    [
      { pushgateway: { url: 'http://a', urlSecret: KEY_REFERENCE } },
      'pushgateway: url and urlSecret exclude each other',
    ],
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
    [{ 'otel.traces': true }, 'otel: traces and logs are sent to otel.endpoint, which is empty'],
    [
      { 'otel.logs': true, 'otel.metricsEndpoint': 'http://prometheus:9090/api/v1/otlp/v1/metrics' },
      'otel: traces and logs are sent to otel.endpoint, which is empty',
    ],
    [
      { networkPolicy: { enabled: true, ports: [443] }, 'otel.endpoint': 'http://collector.observability:4318/base' },
      'networkPolicy.ports: 4318 is missing, the port of otel.endpoint: nothing that is sent there would get out',
    ],
    [
      { networkPolicy: { enabled: true }, 'pushgateway.url': 'http://gateway' },
      'networkPolicy.ports: 80 is missing, the port of pushgateway.url',
    ],
    [{ secretEnv: { KAVMON_POD_NAME: KEY_REFERENCE } }, 'variables: "KAVMON_POD_NAME" is set twice'],
    [{ extraEnv: [{ name: 'KAVMON_CRONJOB', value: 'a' }] }, /"KAVMON_CRONJOB" is set twice, .* secretEnv or extraEnv/],
    [{ extraEnv: [{ name: 'A' }], secretEnv: { A: KEY_REFERENCE } }, 'variables: "A" is set twice'],
    [{ 'proxy.http': 'http://a', secretEnv: { HTTP_PROXY: KEY_REFERENCE } }, 'variables: "HTTP_PROXY" is set twice'],
    [
      { 'jobs.x': { activeDeadlineSeconds: 20 } },
      'jobs.x: activeDeadlineSeconds is less than runTimeout and telemetryTimeout (125)',
    ],
  ])('%j', expectRefused);
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
    expect((await renderChart({ json })).some(({ metadata }) => metadata.name === 'rel-kavmon-x')).toBe(true);
  }
});

it('null takes a value away, and what is left still renders', async () => {
  const keys = [
    'config',
    'jobs',
    'commonLabels',
    'podLabels',
    'podAnnotations',
    'pushgateway',
    'alertmanager',
    'prometheusRule',
    'global',
    'affinity',
  ];
  const lists = ['jobDefaults.args', 'jobDefaults.groups', 'test.groups', 'test.args', 'rbac.extraRules', 'extraEnv'];
  const set = [...keys, ...lists].map((key) => `${key}=null`);
  const objects = await renderChart({ set });
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
  const read = (name: string) => readFile(join(CHART_FOLDER, name), 'utf8');

  const pathsOf = (given: Schema, schema: RenderedValue, prefix = ''): readonly string[] => {
    const [first = given] = given.allOf ?? [];
    const { properties = {} } = first.$ref === undefined ? first : schema.$defs[first.$ref.split('/').at(-1) ?? ''];
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
    // The fields of these are known to the API server only.
    const free = new Set(['jobDefaults.resources', 'onDemand.resources', 'podSecurityContext', 'securityContext']);
    const values = keysOf(yaml.parse(await read('values.yaml')), free);
    const secrets = /^(otel\.headersSecret|pushgateway\.urlSecret|alertmanager\.(?:url|token)Secret)\..*$/;
    const known = pathsOf(schema, schema).map((path) => path.replace(secrets, '$1'));
    const own = known.map((path) => path.replace('.labels.job', '.labels')).filter((path) => path !== 'enabled');
    expect([...new Set(own)].toSorted()).toEqual(values.toSorted());
  });

  it('knows the groups of the program, but for the start-up gate', async () => {
    const { properties, $defs } = JSON.parse(await read('values.schema.json'));
    const scheduled = checkGroups.filter((group) => group !== 'dependency');
    expect($defs.job.properties.groups.items.enum).toEqual(scheduled);
    expect(properties.test.properties.groups.items.enum).toEqual(scheduled);
  });
});
