import { beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type RunSketch, recordRun, runsEveryInterval } from '../docs/alerts/recorded-runs.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { prometheusMissing } from '../support/prometheus.ts';
import { askPromtool } from '../support/promtool.ts';
import { renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

const describePromtool = describeUnless(await prometheusMissing());

const SHARDS = [1, 2];
const bothShards = (letters: string) => SHARDS.flatMap((shard) => runsEveryInterval(letters, { shard }));
const otherJob = (letters: string) =>
  runsEveryInterval(letters).map((sketch) => ({ ...recordRun(sketch), instance: 'mon.rel-kavmon-cluster-two' }));

describePromtool('the PrometheusRule of a job with two shards', () => {
  let rules = '';
  beforeAll(async () => {
    const json = { 'prometheusRule.enabled': true, 'jobs.cluster': { shards: 2 } };
    const objects = await renderChart({ json });
    rules = stringify(objects.find(({ kind }) => kind === 'PrometheusRule').spec);
  }, TOOLS_TIMEOUT_MS);

  it.each<[alert: string, what: string, runs: readonly RunSketch[], minute: number, firing: number]>([
    ['KavmonRunMissing', 'both shards run', bothShards('oooooo'), 28, 0],
    ['KavmonRunMissing', 'one run is left out', bothShards('ooo-oo'), 28, 0],
    [
      'KavmonRunMissing',
      'one shard ended',
      [...runsEveryInterval('oo', { shard: 1 }), ...runsEveryInterval('oooooo', { shard: 2 })],
      28,
      1,
    ],
    ['KavmonRunMissing', 'no shard ever ran', [], 20, 1],
    ['KavmonRunMissing', 'all ended hours ago', bothShards('oo'), 600, 1],
    [
      'KavmonCheckKeepsFailing',
      'the check of one shard fails',
      [...bothShards('oo'), ...runsEveryInterval('--fff', { shard: 1 }), ...runsEveryInterval('--ooo', { shard: 2 })],
      23,
      1,
    ],
    ['KavmonTelemetryLost', 'both shards run', bothShards('ooo'), 11, 0],
    [
      'KavmonErrorBudgetBurnsFast',
      'the check of one shard comes and goes',
      [...bothShards('oooooooo'), ...runsEveryInterval('--------fofofo', { shard: 1 })],
      66,
      1,
    ],
    [
      'KavmonErrorBudgetBurnsFast',
      'one run failed',
      [...bothShards('oooooooo'), ...runsEveryInterval('--------foooo', { shard: 1 })],
      62,
      0,
    ],
  ])('%s, when %s', async (alert, _, sketches, minute, firing) => {
    const runs = sketches.map(recordRun);
    expect(await askPromtool({ rules, runs, minute, alert, firing })).toBe('');
  });

  it('does not take the runs of another job for its own', async () => {
    const runs = otherJob('oooooo');
    expect(await askPromtool({ rules, runs, minute: 28, alert: 'KavmonRunMissing', firing: 1 })).toBe('');
  });
});
