import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import type { PrometheusSample } from '../support/prometheus.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { readPanels } from './panel-queries.ts';
import {
  drawBars,
  drawNumbers,
  drawPicture,
  drawTable,
  drawTimeline,
  type PanelAnswers,
  type SeriesHistory,
  type TableRow,
} from './picture.ts';
import { checkClusters, runOf, sendRun, shopResults, withResults } from './send-runs.ts';
import { type MetricsSite, startOtlpSite } from './sites.ts';

// `npm run pictures:dashboards` draws the picture of docs/dashboards.md anew: an hour of runs, sent to a real Prometheus.

const MINUTE_MS = 60_000;
const INTERVAL_MINUTES = 5;
const LASTING_MINUTES = 60;
/** Minutes before the end. */
const BROKEN_SINCE = 20;
const MOST_ROWS = 10;
const OVERVIEW = 'underscores/overview.json';

const nameOf = ({ labels }: Pick<PrometheusSample, 'labels'>): string => `${labels.check_service} ${labels.check_name}`;

const sendHour = async ({ env }: MetricsSite, folder: string, endMs: number): Promise<void> => {
  const { healthy, broken } = await checkClusters(folder);
  // The samples are as old as the clock says when they are sent.
  mock.timers.enable({ apis: ['Date'], now: endMs - 2 * LASTING_MINUTES * MINUTE_MS });
  await sendRun(runOf(shopResults(true), Date.now()), 'kavmon-stopped', env);
  for (let before = LASTING_MINUTES; before >= 0; before -= INTERVAL_MINUTES) {
    mock.timers.setTime(endMs - before * MINUTE_MS);
    const isHealthy = before > BROKEN_SINCE;
    await sendRun(withResults(isHealthy ? healthy : broken, shopResults(isHealthy), Date.now()), 'kavmon-cluster', env);
  }
  mock.timers.reset();
};

const readHistory = async (
  { prometheus }: MetricsSite,
  expr: string,
  endMs: number,
): Promise<readonly SeriesHistory[]> => {
  const series = new Map<string, (number | undefined)[]>();
  for (let minute = 0; minute <= LASTING_MINUTES; minute++) {
    const at = endMs / 1000 - (LASTING_MINUTES - minute) * 60;
    for (const { labels, value } of await prometheus.query(expr, at)) {
      const name = nameOf({ labels });
      const values = series.get(name) ?? new Array(LASTING_MINUTES + 1).fill(undefined);
      values[minute] = value;
      series.set(name, values);
    }
  }
  return [...series].map(([name, values]) => ({ name, values }));
};

/** The answers of the overview's panels, each query in its order, by the title of the panel. */
const askPanels = async ({ prometheus }: MetricsSite, endMs: number): Promise<ReadonlyMap<string, PanelAnswers>> => {
  const asked = new Map<string, PanelAnswers>();
  for (const { title, type, exprs } of await readPanels(OVERVIEW)) {
    const answers = await Promise.all(exprs.map((expr) => prometheus.query(expr, endMs / 1000)));
    asked.set(title, { title, type, answers });
  }
  return asked;
};

const brokenRows = ([now = [], lastHealthy = []]: PanelAnswers['answers'], endMs: number): readonly TableRow[] => {
  const since = new Map(lastHealthy.map(({ labels, value }) => [labels.check_name, value]));
  return now
    .filter(({ labels }) => labels.check_state !== 'degraded')
    .toSorted((one, other) => nameOf(other).localeCompare(nameOf(one)))
    .slice(0, MOST_ROWS)
    .map(({ labels }) => {
      const last = since.get(labels.check_name);
      const ago = last === undefined ? 'not within 7d' : `${Math.round((endMs - last) / MINUTE_MS)} minutes ago`;
      const cells = ['k8s_cluster_name', 'job_name', 'check_service', 'check_group', 'check_name'].map(
        (label) => labels[label] ?? '',
      );
      return [[...cells, ago, labels.check_state ?? ''], labels.check_state === 'timeout' ? 'orange' : 'red'];
    });
};

const runRows = ([ages = [], missing = []]: PanelAnswers['answers']): readonly TableRow[] =>
  ages.map(({ labels, value }, at) => {
    const isMissing = missing[at]?.value === 1;
    const cells = [labels.job_name ?? '', `${Math.round(value / 60)} minutes ago`, isMissing ? 'missing' : 'on time'];
    return [cells, isMissing ? 'red' : 'green'];
  });

/** Some checks of each state that they are in at the end, the worst first. */
const someOfEach = (history: readonly SeriesHistory[]): readonly SeriesHistory[] =>
  [...Map.groupBy(history, ({ values }) => values.at(-1) ?? 0)]
    .toSorted(([one], [other]) => other - one)
    .flatMap(([, same]) => same.slice(0, 3))
    .slice(0, MOST_ROWS + 1);

const drawOverview = async (site: MetricsSite, endMs: number): Promise<string> => {
  const asked = await askPanels(site, endMs);
  const answersOf = (title: string): PanelAnswers['answers'] => asked.get(title)?.answers ?? [];
  const timeline = (await readPanels(OVERVIEW)).find(({ title }) => title === 'Health over time');
  const history = await readHistory(site, timeline?.exprs[0] ?? '', endMs);
  const slowest = answersOf('Slowest checks')[0] ?? [];
  return drawPicture('What the panels of the overview show after an hour of runs', 760, [
    drawNumbers(
      [...asked.values()].filter(({ type }) => type === 'stat'),
      ['red', 'purple', 'yellow', 'green', 'red', 'red'],
    ),
    drawTable(
      84,
      'Not healthy now, and since when',
      [0, 60, 190, 270, 400, 600, 760],
      brokenRows(answersOf('Not healthy now, and since when'), endMs),
    ),
    drawTimeline(312, 'Health over time', someOfEach(history)),
    drawBars(
      550,
      'Slowest checks',
      slowest.slice(0, 5).map((sample) => [nameOf(sample), sample.value]),
    ),
    drawTable(680, 'Runs', [0, 260, 420], runRows(answersOf('Runs'))),
  ]);
};

const folder = await makeTemporaryFolder('picture');
const site = await startOtlpSite();
try {
  const endMs = Date.now();
  await sendHour(site, folder.path, endMs);
  await writeFile(join(REPOSITORY_ROOT, 'docs/pictures/dashboard.svg'), await drawOverview(site, endMs));
} finally {
  await site.stop();
  await folder.remove();
}
