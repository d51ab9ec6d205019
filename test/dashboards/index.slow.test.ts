import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameStyles } from '../../src/dashboards/names.ts';
import { ensurePackages } from '../support/debian.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { folderForSuite } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { prometheusMissing } from '../support/prometheus.ts';
import { DASHBOARD_FOLDER, readChoices, readPanels } from './panel-queries.ts';
import { checkClusters, runOf, sendRun, shopResults, withResults } from './send-runs.ts';
import { type MetricsSite, startSites } from './sites.ts';

const describePrometheus = describeUnless(
  (await prometheusMissing()) ?? (await ensurePackages(['prometheus-pushgateway'])),
);
const names = globSync('*.json', { cwd: `${DASHBOARD_FOLDER}/underscores` });

/** A job that has stopped: its numbers are still there, its last run is two hours old. */
const TWO_HOURS_MS = 7_200_000;

const fillSite = async (site: MetricsSite, folder: string): Promise<void> => {
  const { healthy, broken } = await checkClusters(folder);
  await sendRun(runOf(shopResults(true), Date.now() - TWO_HOURS_MS), 'kavmon-stopped', site.env);
  await sendRun(withResults(healthy, shopResults(true), Date.now()), 'kavmon-cluster', site.env);
  await seeValue(site, 'success');
  await sendRun(withResults(broken, shopResults(false), Date.now()), 'kavmon-cluster', site.env);
  await seeValue(site, 'error');
};

/** Waits until the site answers that the check of the shop's consumers is in this state. */
const seeValue = ({ prometheus, style }: MetricsSite, state: string): Promise<unknown> => {
  const series = {
    underscores: `kavmon_check_status{job_name="kavmon-cluster", check_name="consumers", check_state="${state}"}`,
    dots: `{"kavmon.check.status", job_name="kavmon-cluster", "check.name"="consumers", "check.state"="${state}"}`,
  }[style];
  return pollUntil(async () => (await prometheus.query(`max(${series})`))[0]?.value === 1 || undefined, {
    what: `the state ${state}`,
    ms: 20_000,
  });
};

describePrometheus('on what kavmon has sent to a real Prometheus', () => {
  const folder = folderForSuite('dashboards');
  let sites: readonly MetricsSite[];
  beforeAll(async () => {
    sites = await startSites();
    for (const site of sites) await fillSite(site, folder.path);
  });
  afterAll(async () => {
    for (const { stop } of sites ?? []) await stop();
  });

  const siteOf = (name: string): MetricsSite => {
    const site = sites.find((candidate) => candidate.name === name);
    if (site === undefined) throw new Error(`no site ${name}`);
    return site;
  };

  describe.each(names)('the dashboard %s', (name) => {
    it.each(['OTLP', 'a Pushgateway', 'OTLP with dots'])('has data in every panel, over %s', async (siteName) => {
      const { prometheus, style } = siteOf(siteName);
      for (const { title, exprs } of await readPanels(`${style}/${name}`)) {
        for (const expr of exprs) expect(await prometheus.query(expr), `${title}: ${expr}`).not.toEqual([]);
      }
    });

    it.each(['OTLP', 'a Pushgateway', 'OTLP with dots'])('offers choices, over %s', async (siteName) => {
      const { prometheus, style } = siteOf(siteName);
      for (const { name: variable, expr } of await readChoices(`${style}/${name}`)) {
        const labels = (await prometheus.query(expr)).flatMap((sample) => Object.values(sample.labels));
        expect(labels, variable).not.toEqual([]);
      }
    });
  });

  it.each(nameStyles)('every dashboard is there in %s', (style) => {
    expect(globSync('*.json', { cwd: `${DASHBOARD_FOLDER}/${style}` }).toSorted()).toEqual(names.toSorted());
  });
});
