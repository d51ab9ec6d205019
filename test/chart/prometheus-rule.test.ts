import { beforeAll, describe, expect, it } from 'vitest';
import { type ChartValues, findTools, type RenderedValue, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

const renderRule = async (values: ChartValues): Promise<RenderedValue> => {
  const objects = await renderChart({ ...values, set: ['prometheusRule.enabled=true', ...(values.set ?? [])] });
  return objects.find(({ kind }) => kind === 'PrometheusRule');
};

const exprOf = ({ rules }: RenderedValue, alert: string): string =>
  rules.find((rule: RenderedValue) => rule.alert === alert).expr;

describe('the PrometheusRule', () => {
  beforeAll(findTools, TOOLS_TIMEOUT_MS);

  it('is not there unless it is asked for', async () => {
    expect((await renderChart({})).map(({ kind }) => kind)).not.toContain('PrometheusRule');
  });

  it('has a group for each job, with its name, interval and shards', async () => {
    const json = {
      'prometheusRule.labels': { release: 'stack' },
      'prometheusRule.intervals': { odd: 1200 },
      jobs: {
        cluster: { schedule: '*/10 * * * *', shards: 3 },
        odd: { groups: ['pods'], schedule: '0,20 8-18 * * *' },
        resting: { groups: ['pods'], suspend: true },
      },
    };
    const rule = await renderRule({ json });
    expect(rule.metadata.labels).toMatchObject({ release: 'stack', 'app.kubernetes.io/name': 'kavmon' });
    const [cluster, odd, ...more] = rule.spec.groups;
    expect([cluster.name, odd.name, more]).toEqual(['rel-kavmon-cluster', 'rel-kavmon-odd', []]);
    expect(exprOf(cluster, 'KavmonRunMissing')).toBe(
      '(count(time() - last_over_time(kavmon_run_last_completion_timestamp_seconds{instance=~"mon[.]rel-kavmon-cluster([.][0-9]+)?",}[1500s]) < 900) or vector(0)) < 3',
    );
    expect(exprOf(odd, 'KavmonRunMissing')).toContain('[3000s]) < 1800');
    expect(JSON.stringify(rule)).not.toMatch(/SELECTOR|FAILED_RUNS|ONE_MORE_RUN|BUDGET|SHARDS|\d(\.\d)?i\b/);
  });

  it('takes series of a Pushgateway by their job', async () => {
    const rule = await renderRule({ set: ['pushgateway.url=http://gateway:9091'] });
    expect(exprOf(rule.spec.groups[0], 'KavmonRunMissing')).toContain(
      '{job="rel-kavmon-cluster",k8s_namespace_name="mon",}',
    );
  });

  it.each([
    ['* * * * *', 60],
    ['*/15 * * * *', 900],
    ['H/5 * * * *', 300],
    ['0 * * * *', 3600],
    ['H * * * *', 3600],
    ['H H/6 * * *', 21_600],
    ['0 */2 * * *', 7200],
    ['2-59/5 * * * *', 300],
    ['30 6 * * *', 86_400],
    ['H 6 * * 1', 604_800],
    ['@hourly', 3600],
  ])('knows that %s is every %i seconds', async (schedule, seconds) => {
    const rule = await renderRule({ json: { jobs: { cluster: { schedule } } } });
    expect(exprOf(rule.spec.groups[0], 'KavmonRunMissing')).toContain(`[${2.5 * seconds}s]) < ${1.5 * seconds})`);
  });

  it.each(['0,7 * * * *', '0-30/10 * * * *', '40-59/5 * * * *', '0 8-18/2 * * *', '30 6 * * 1-5', '0 0 1 * *'])(
    'refuses %s, whose longest pause does not follow from it, and says what to set',
    async (schedule) => {
      const json = { jobs: { cluster: { schedule } } };
      await expect(renderRule({ json })).rejects.toThrow(/jobs\.cluster .* set prometheusRule\.intervals\.cluster/);
    },
  );
});
