import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Report, Result } from '../../src/model/result.ts';
import { severities } from '../../src/model/severity.ts';
import { ensurePackages } from '../support/debian.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { findFreePort } from '../support/free-port.ts';
import { pollUntil } from '../support/poll-until.ts';
import { prometheusMissing } from '../support/prometheus.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';
import { chosenVariables, readPanels } from './panel-queries.ts';
import { runOf, sendRun } from './send-runs.ts';
import { type MetricsSite, startOtlpSite, startPushSite } from './sites.ts';

const describePrometheus = describeUnless(
  (await prometheusMissing()) ?? (await ensurePackages(['prometheus-pushgateway'])),
);

const twoChecks: readonly Result[] = [makeResult({ name: 'kept' }), makeResult({ name: 'removed', status: 'failed' })];
const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;
const asShard = (report: Report, index: number): Report => ({
  ...report,
  run: { ...report.run, shard: { index, count: 2 } },
});

/** What the dashboards and a bare query say of a job, `minutes` from now. */
const look = async ({ prometheus }: MetricsSite, job: string, minutes = 0) => {
  const at = Date.now() / 1000 + minutes * 60;
  const panels = await readPanels('underscores/overview.json', { ...chosenVariables, job });
  const ask = async (title: string, target = 0) => {
    const expr = panels.find((panel) => panel.title === title)?.exprs[target];
    if (expr === undefined) throw new Error(`no panel ${title}`);
    return prometheus.query(expr, at);
  };
  const numberOf = async (title: string) => (await ask(title))[0]?.value ?? 'no run';
  const bare = await prometheus.query(
    `kavmon_check_healthy{job="${job}"} or kavmon_check_healthy{instance="ops.${job}"}`,
    at,
  );
  return {
    bare: bare.map(({ labels, value }) => `${labels.check_name} ${value}`).toSorted(),
    healthy: await numberOf('Verified healthy'),
    failed: await numberOf('Not healthy'),
    faults: await numberOf('Faults'),
    missing: await numberOf('Missing runs'),
    broken: (await ask('Not healthy now, and since when')).map(({ labels }) => labels.check_name),
    shards: (await ask('Runs', 1)).map(
      ({ labels, value }) => `${labels.shard ?? '-'}: ${value === 1 ? 'missing' : 'on time'}`,
    ),
  };
};

/** Waits until Prometheus has what a job has sent. */
const awaitJob = ({ prometheus }: MetricsSite, job: string, count: number): Promise<unknown> =>
  pollUntil(
    async () =>
      (await prometheus.query(`kavmon_run_last_completion_timestamp_seconds{job_name="${job}"}`)).length >= count ||
      undefined,
    { what: `the run of ${job}`, ms: 20_000 },
  );

const readPage = (): Promise<string> => readFile(join(REPOSITORY_ROOT, 'docs/dashboards.md'), 'utf8');

describePrometheus('after a run that has ended', () => {
  let otlp: MetricsSite;
  let push: MetricsSite;
  beforeAll(async () => {
    otlp = await startOtlpSite();
    push = await startPushSite();
  });
  afterAll(() => otlp?.stop());
  afterAll(() => push?.stop());

  it.each([4, 6, 30])('the documentation says what is shown %i minutes later', async (minutes) => {
    const job = `kavmon-after-${minutes}`;
    await sendRun(runOf(twoChecks, Date.now()), job, otlp.env);
    // A gateway has no times of samples: what it holds of a run that is 30 minutes old is what is scraped 30 minutes later.
    await sendRun(runOf(twoChecks, minutesAgo(minutes)), job, push.env);
    await awaitJob(push, job, 1);
    const seen = { OTLP: await look(otlp, job, minutes), Pushgateway: await look(push, job) };
    const rows = Object.entries(seen).map(([way, { bare, healthy, failed, missing }]) => {
      const query = bare.length === 0 ? 'nothing' : bare.join(', ');
      return `| ${way} | ${minutes} minutes | ${query} | ${failed} | ${healthy} | ${missing} |`;
    });
    const page = await readPage();
    for (const row of rows) expect(page).toContain(row);
  });

  it.each([
    ['no findings', []],
    ['warnings alone', severities.map((severity) => makeFinding({ level: 'warning', severity, reason: 'oom_killed' }))],
  ])('faults are zero, and not unknown, where there were %s', async (words, findings) => {
    const job = `kavmon-${words.replace(' ', '-')}`;
    await sendRun(runOf([makeResult({ findings })], Date.now()), job, otlp.env);
    expect(await look(otlp, job, 6)).toMatchObject({ failed: 0, faults: 0, healthy: 1, broken: [] });
  });

  it.each(['OTLP', 'Pushgateway'])('a check that was removed is gone with the next run, over %s', async (way) => {
    const site = way === 'OTLP' ? otlp : push;
    await sendRun(runOf(twoChecks, Date.now()), 'kavmon-removed', site.env);
    await pollUntil(async () => (await look(site, 'kavmon-removed')).broken.length === 1 || undefined, {
      what: 'the failed check',
      ms: 20_000,
    });
    await sendRun(runOf([makeResult({ name: 'kept' })], Date.now()), 'kavmon-removed', site.env);
    const after = await pollUntil(
      async () => {
        const seen = await look(site, 'kavmon-removed');
        return seen.failed === 0 ? seen : undefined;
      },
      { what: 'the next run', ms: 20_000 },
    );
    expect(after).toMatchObject({ broken: [], healthy: 1 });
    // A bare query over OTLP shows it for five minutes more.
    expect(after.bare).toEqual(way === 'OTLP' ? ['kept 1', 'removed 0'] : ['kept 1']);
    if (way === 'OTLP') expect((await look(site, 'kavmon-removed', 6)).bare).toEqual([]);
  });

  it.each(['OTLP', 'Pushgateway'])('a shard that did not run is missing, over %s', async (way) => {
    const site = way === 'OTLP' ? otlp : push;
    await sendRun(asShard(runOf([makeResult({ name: 'first' })], Date.now()), 0), 'kavmon-shards', site.env);
    await sendRun(asShard(runOf([makeResult({ name: 'second' })], minutesAgo(30)), 1), 'kavmon-shards', site.env);
    await awaitJob(site, 'kavmon-shards', 2);
    const seen = await look(site, 'kavmon-shards');
    expect(seen.shards.toSorted()).toEqual(['0: on time', '1: missing']);
    expect(seen).toMatchObject({ missing: 1, healthy: 1 });
  });

  it.each(['OTLP', 'Pushgateway'])('one whose export failed is a run that is missing, over %s', async (way) => {
    const site = way === 'OTLP' ? otlp : push;
    const closed = `http://127.0.0.1:${await findFreePort()}`;
    const env = way === 'OTLP' ? { OTEL_EXPORTER_OTLP_ENDPOINT: closed } : { AM_PROMETHEUS_URL: closed };
    await sendRun(runOf([makeResult({ name: 'kept' })], minutesAgo(10)), 'kavmon-lost', site.env);
    await expect(sendRun(runOf(twoChecks, Date.now()), 'kavmon-lost', env)).rejects.toThrow('ECONNREFUSED');
    await awaitJob(site, 'kavmon-lost', 1);
    expect(await look(site, 'kavmon-lost')).toMatchObject({ failed: 0, healthy: 1, missing: 0 });
    expect(await look(site, 'kavmon-lost', 6)).toMatchObject({ missing: 1, healthy: 'no run', failed: 'no run' });
  });

  it('the jobs of one Collector are told apart', async () => {
    // A Collector that is scraped without `honor_labels` puts its own `job` and `instance` on all series.
    const env = { ...otlp.env, OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=collector' };
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', env.OTEL_RESOURCE_ATTRIBUTES);
    await sendRun(runOf(twoChecks, minutesAgo(30)), 'kavmon-behind-1', env);
    await sendRun(runOf([makeResult({ name: 'other' })], Date.now()), 'kavmon-behind-2', env);
    vi.unstubAllEnvs();
    expect(await look(otlp, 'kavmon-behind-.')).toMatchObject({ failed: 0, healthy: 1, missing: 1 });
  });

  it('1,000 checks are counted, and the 36 that failed are in the table', async () => {
    const results = Array.from({ length: 1000 }, (_, index) =>
      makeResult({ name: `check-${index}`, ...(index < 36 ? { status: 'failed', findings: [makeFinding()] } : {}) }),
    );
    await sendRun(runOf(results, Date.now()), 'kavmon-many', otlp.env);
    const seen = await look(otlp, 'kavmon-many', 6);
    expect(seen).toMatchObject({ failed: 36, healthy: 964, faults: 36, missing: 0 });
    expect(seen.broken).toHaveLength(36);
  });

  it('one with `--cronjob` ends with 0, and is red on the dashboard', async () => {
    const args = ['src/kavmon.cjs', 'check', '--cronjob', '--snapshot', 'examples/cluster.json.gz'];
    const { code } = await runProcess(process.execPath, args, {
      cwd: REPOSITORY_ROOT,
      env: { ...otlp.env, KAVMON_CRONJOB: 'kavmon-cronjob', KAVMON_NAMESPACE: 'ops' },
    });
    expect(code).toBe(0);
    const { failed, missing } = await look(otlp, 'kavmon-cronjob');
    expect(failed).toBeGreaterThan(0);
    expect(missing).toBe(0);
  });
});
