import { expect, it } from 'vitest';
import { alertRules } from '../../../src/docs/alerts/alert-rules.ts';
import { ruleFile } from '../../../src/docs/alerts/rule-files.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { prometheusMissing } from '../../support/prometheus.ts';
import { askPromtool } from '../../support/promtool.ts';
import { makeReport } from '../../support/sample-report.ts';
import { INTERVAL, type RunSketch, recordRun, runsEveryInterval } from './recorded-runs.ts';

const describePromtool = describeUnless(await prometheusMissing());

type Case = readonly [alert: string, what: string, runs: readonly RunSketch[], minute: number, firing: number];

const HEALTHY_HOUR = 'oooooooooooo';
const HEALTHY_HOURS = HEALTHY_HOUR.repeat(5);
const sev1 = { severity: 'sev1' } as const;

const cases: readonly Case[] = [
  ['KavmonCheckFailed', 'one failed run', runsEveryInterval('oof'), 11, 1],
  ['KavmonCheckFailed', 'a failed run, four minutes later', runsEveryInterval('oof'), 14, 1],
  [
    'KavmonCheckFailed',
    'a failed run and a late one',
    [...runsEveryInterval('oof'), { minute: 19, status: 'failed' }],
    18,
    1,
  ],
  ['KavmonCheckFailed', 'a timeout after a failed run', runsEveryInterval('oft'), 11, 1],
  ['KavmonCheckFailed', 'a run that is healthy again', runsEveryInterval('ofo'), 11, 0],
  ['KavmonCheckFailed', 'a run that could not tell', runsEveryInterval('ooe'), 11, 0],
  ['KavmonCheckKeepsFailing', 'three failed runs', runsEveryInterval('oofff'), 23, 1],
  ['KavmonCheckKeepsFailing', 'runs that fail, hang and cannot tell', runsEveryInterval('oofte'), 23, 1],
  ['KavmonCheckKeepsFailing', 'failed runs with one missing among them', runsEveryInterval('oofff-f'), 29, 1],
  [
    'KavmonCheckKeepsFailing',
    'failed runs, the last of them late',
    [...runsEveryInterval('oofff'), { minute: 27, status: 'failed' }],
    26,
    1,
  ],
  ['KavmonCheckKeepsFailing', 'a rollout that one run sees', runsEveryInterval('oofoo'), 13, 0],
  ['KavmonCheckKeepsFailing', 'a rollout that two runs see', runsEveryInterval('ooffo'), 19, 0],
  ['KavmonCheckKeepsFailing', 'one failed run, and the next ones missing', runsEveryInterval('oof---'), 27, 0],
  ['KavmonCheckKeepsFailing', 'the first run of a new check that fails', runsEveryInterval('f'), 4, 0],
  ['KavmonCheckKeepsFailing', 'a run that is healthy again', runsEveryInterval('ooffffo'), 31, 0],
  ['KavmonCheckCouldNotTell', 'two runs that could not tell', runsEveryInterval('ooee'), 18, 1],
  ['KavmonCheckCouldNotTell', 'one run that could not tell', runsEveryInterval('ooeo'), 13, 0],
  ['KavmonCheckCouldNotTell', 'runs that failed', runsEveryInterval('ooff'), 18, 0],
  ['KavmonSev1Findings', 'a finding of sev1 in two runs', runsEveryInterval('ooff', sev1), 18, 1],
  ['KavmonSev1Findings', 'a rollout that one run sees', runsEveryInterval('oofo', sev1), 13, 0],
  ['KavmonSev1Findings', 'findings of sev2', runsEveryInterval('ooff'), 18, 0],
  ['KavmonSev1Findings', 'a finding that is gone', runsEveryInterval('oofffo', sev1), 26, 0],
  ['KavmonRunMissing', 'no run any more', runsEveryInterval('ooo'), 30, 1],
  ['KavmonRunMissing', 'no run for hours', runsEveryInterval('ooo'), 600, 1],
  ['KavmonRunMissing', 'no run ever', [], 20, 1],
  ['KavmonRunMissing', 'a late run', [...runsEveryInterval('ooo'), { minute: 19 }], 18, 0],
  ['KavmonRunMissing', 'one run left out', runsEveryInterval('ooo-o'), 19, 0],
  ['KavmonRunMissing', 'the first run after an installation', [{ minute: 5 }], 6, 0],
  [
    'KavmonRunMissing',
    'one of two shards',
    [...runsEveryInterval('ooo', { shard: 1 }), ...runsEveryInterval('oooooooo', { shard: 2 })],
    32,
    1,
  ],
  [
    'KavmonRunMissing',
    'both of two shards running',
    [1, 2].flatMap((shard) => runsEveryInterval('ooooo', { shard })),
    23,
    0,
  ],
  ['KavmonRunNearDeadline', 'two runs of 90 s of 100', runsEveryInterval('oooo', { seconds: 90 }), 18, 1],
  [
    'KavmonRunNearDeadline',
    'one slow run',
    [...runsEveryInterval('ooo'), { minute: 15, seconds: 90 }, { minute: 20 }],
    19,
    0,
  ],
  ['KavmonRunNearDeadline', 'two runs of 70 s of 100', runsEveryInterval('oooo', { seconds: 70 }), 18, 0],
  ['KavmonTelemetryLost', 'more measures than are sent', runsEveryInterval('oo', { measures: 2001 }), 6, 1],
  ['KavmonTelemetryLost', 'all that there is', runsEveryInterval('oo', { measures: 3 }), 6, 0],
  ['KavmonTelemetryLost', 'shards of one run', [1, 2].flatMap((shard) => runsEveryInterval('oo', { shard })), 6, 0],
  ['KavmonErrorBudgetBurnsFast', 'every other run failed', runsEveryInterval(`${HEALTHY_HOUR}ofofofofof`), 106, 1],
  ['KavmonErrorBudgetBurnsFast', 'a rollout that one run sees', runsEveryInterval(`${HEALTHY_HOUR}f`), 62, 0],
  ['KavmonErrorBudgetBurnsFast', 'failed runs that are over', runsEveryInterval(`${HEALTHY_HOUR}fofooo`), 86, 0],
  ['KavmonErrorBudgetBurnsFast', 'a new check that fails', runsEveryInterval('ff'), 7, 0],
  [
    'KavmonErrorBudgetBurnsSlowly',
    'every sixth run failed',
    runsEveryInterval(`${HEALTHY_HOURS}${'ooooof'.repeat(6)}`),
    478,
    1,
  ],
  [
    'KavmonErrorBudgetBurnsSlowly',
    'two rollouts in six hours',
    runsEveryInterval(`${HEALTHY_HOURS}oofooooooof`),
    352,
    0,
  ],
];

describePromtool('the rule file', () => {
  it.each(cases)('%s: %s', async (alert, _, sketches, minute, firing) => {
    const runs = sketches.map(recordRun);
    expect(await askPromtool({ rules: ruleFile(), runs, minute, alert, firing })).toBe('');
  });

  it.each(cases)('%s at a Pushgateway: %s', async (alert, _, sketches, minute, firing) => {
    const runs = sketches.map(recordRun);
    expect(await askPromtool({ rules: ruleFile(), runs, minute, alert, firing, stays: true })).toBe('');
  });

  it('has a case that fires and one that does not for every alert', () => {
    for (const { name } of alertRules) {
      const counts = cases.filter(([alert]) => alert === name).map(([, , , , firing]) => firing);
      expect(new Set(counts), name).toEqual(new Set([0, 1]));
    }
  });

  it('misses nothing of a shard that got no check', async () => {
    const runs = [0, INTERVAL].map((minute) => {
      const run = recordRun({ minute, shard: 3 });
      return { ...run, report: { ...run.report, ...makeReport([]), run: run.report.run } };
    });
    for (const alert of ['KavmonTelemetryLost', 'KavmonRunMissing'])
      expect(await askPromtool({ rules: ruleFile(), runs, minute: 6, alert, firing: 0 })).toBe('');
  });

  it('tells that only some of the checks of a run arrived', async () => {
    const whole = [0, INTERVAL].map((minute) => recordRun({ minute }));
    const runs = whole.map((run) => ({
      ...run,
      report: { ...run.report, totals: { ...run.report.totals, ok: run.report.totals.ok + 3 } },
    }));
    const alert = 'KavmonTelemetryLost';
    expect(await askPromtool({ rules: ruleFile(), runs, minute: 6, alert, firing: 1 })).toBe('');
  });
});
