import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../src/model/result.ts';
import { startApiServer } from '../../support/api-server.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { folderForSuite, stopAfterTest } from '../../support/for-test.ts';
import { type PrometheusServer, prometheusMissing, startPrometheus } from '../../support/prometheus.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { runKavmon } from '../../support/run-process.ts';
import { type ScoringState, scoringSamples } from './scoring-samples.ts';

// `examples/slo.yaml` as it stands, on a real Prometheus with the series that it asks for.

const EXAMPLE = join(REPOSITORY_ROOT, 'examples/slo.yaml');

const WELL: ScoringState = {
  ...{ perMinute: { fine: 600, fraud: 30 }, errorShare: 0, seconds: 0.04, restarts: 0, memoryShare: 0.6 },
  ...{ auc: 0.86, modelAgeDays: 3, queue: 4 },
};
const ILL: ScoringState = {
  ...{ perMinute: { fine: 40, fraud: 0 }, errorShare: 0.05, seconds: 0.9, restarts: 40, memoryShare: 0.95 },
  ...{ auc: 0.78, modelAgeDays: 40, queue: 900 },
};

/** An API server with the objects that the limits stand with. */
const startLimits = (annotations: object, data: object) => {
  const metadata = { namespace: 'scoring', creationTimestamp: '2026-11-01T00:00:00Z' };
  const deployment = {
    metadata: { ...metadata, name: 'fraud-scorer', annotations },
    spec: { template: { spec: { containers: [] } } },
  };
  const configMap = { metadata: { ...metadata, name: 'fraud-model' }, data };
  return startApiServer({
    lists: {
      '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: [deployment] },
      '/api/v1/configmaps': { kind: 'ConfigMapList', items: [configMap] },
    },
  });
};

describeUnless(await prometheusMissing())('the example of SLO checks', () => {
  const folder = folderForSuite('slo-example');
  let servers: Readonly<Record<'well' | 'ill', PrometheusServer>>;
  beforeAll(async () => {
    const now = Math.floor(Date.now() / 1000);
    const [well, ill] = await Promise.all(
      [WELL, ILL].map((state) => startPrometheus({ samples: scoringSamples(WELL, state, now) })),
    );
    servers = { well, ill } as typeof servers;
  }, 120_000);
  afterAll(() => Promise.all(Object.values(servers).map(({ stop }) => stop())));

  const judgeExample = async (
    url: string,
    annotations: object = { 'slo.example/min-auc': '0.82' },
    data: object = { 'max-age': '30d' },
  ): Promise<Readonly<Record<string, string>>> => {
    const cluster = await stopAfterTest(startLimits(annotations, data));
    const kubeconfig = join(folder.path, 'kubeconfig');
    const parts = {
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: cluster.url } }],
    };
    await writeFile(kubeconfig, JSON.stringify({ 'current-context': 'c', users: [{ name: 'u', user: {} }], ...parts }));
    const args = ['-c', EXAMPLE, '-g', 'slo', '--kubeconfig', kubeconfig, '-A', '--no-metrics', '-o', 'json'];
    const { stdout, stderr } = await runKavmon(args, { env: { PROMETHEUS_URL: url } });
    expect(stdout, stderr).not.toBe('');
    const { results }: Report = JSON.parse(stdout);
    return Object.fromEntries(
      results.map(({ name, status, reason, message }) => [
        name,
        status === 'ok' ? 'ok' : `${status} ${reason}: ${message}`,
      ]),
    );
  };
  const NAMES = [
    ...['error-budget', 'request-rate', 'latency-p50', 'latency-p95', 'latency-p99', 'error-share', 'restarts'],
    ...['memory', 'classes', 'model-quality', 'model-freshness', 'queue'],
  ];

  it('is green on a service that is well', async () => {
    expect(await judgeExample(servers.well.url)).toEqual(Object.fromEntries(NAMES.map((name) => [name, 'ok'])));
  });

  it('names each signal of one that is ill', async () => {
    expect(await judgeExample(servers.ill.url)).toEqual({
      'error-budget': expect.stringMatching(/^failed threshold: .*the budget burns 50\.\d times too fast over 1h/),
      'request-rate': expect.stringMatching(/^failed threshold: .*is 0\.06\d+ \(.* now, .* before\)/),
      'latency-p50': expect.stringMatching(/^degraded threshold: .* is 0\.75, warns unless at most 0\.1$/),
      'latency-p95': expect.stringMatching(/^failed threshold: .*the limit is at most 0\.25$/),
      'latency-p99': expect.stringMatching(/^failed threshold: .*the limit is at most 0\.9$/),
      'error-share': expect.stringMatching(/^failed threshold: .* is 0\.05, the limit is at most 0\.02$/),
      restarts: expect.stringMatching(/^failed threshold: .*\{container="scorer", pod="fraud-scorer-1"\} is 1\d/),
      memory: expect.stringMatching(/^failed threshold: .*\{container="scorer", pod="fraud-scorer-1"\} is 0\.95/),
      classes: expect.stringMatching(/^failed threshold: .*\{class="fraud"\} is 0 \(0 now/),
      'model-quality': expect.stringMatching(/^failed threshold: .* is 0\.78, the limit is at least 0\.82$/),
      'model-freshness': expect.stringMatching(/^failed threshold: .*the limit is at most 2592000$/),
      queue: expect.stringMatching(/^failed threshold: .* is 900 \(max of \d+ values\), the limit is at most 500$/),
    });
  });

  it('follows the limits of the workload, and is undecided where they are missing', async () => {
    expect(await judgeExample(servers.well.url, { 'slo.example/min-auc': '0.9' }, { 'max-age': '1d' })).toMatchObject({
      'model-quality': expect.stringMatching(/^failed threshold: /),
      'model-freshness': expect.stringMatching(/^failed threshold: /),
    });
    expect(await judgeExample(servers.well.url, {}, { 'max-age': 'soon' })).toMatchObject({
      'model-quality': expect.stringMatching(/^error missing_value: Deployment scoring\/fraud-scorer/),
      'model-freshness': expect.stringMatching(/^error missing_value: ConfigMap scoring\/fraud-model/),
    });
  });
});
