import { afterAll, beforeAll, expect, it } from 'vitest';
import { folderForSuite } from '../../support/for-test.ts';
import type { SearchAnswer } from '../../support/opensearch.ts';
import { reportOfSize } from '../../support/report-of-size.ts';
import {
  documentOf,
  type FailingCheck,
  type JobBucket,
  jobsOf,
  type ServiceBucket,
  type SeverityBucket,
  statusOf,
} from './answers.ts';
import { describeWithIndex } from './describe-with-index.ts';
import { fillNode } from './filled-node.ts';
import { INDEXED_FORMATS, linesOfHistory, linesOfRun, timeBefore } from './log-files.ts';
import { readElkPage } from './page-parts.ts';
import { type AvmonResult, runOnSavedCluster } from './real-runs.ts';

type DataStreams = {
  readonly data_streams: readonly { readonly indices: readonly { readonly index_name: string }[] }[];
};

type FieldTypes = { readonly fields: Readonly<Record<string, object>> };

/** Checks of the long run: more than one line can hold. */
const MANY = 1000;

/** One run in each format, and one in two shards. */
const REAL_RUNS = [
  ...INDEXED_FORMATS.map((format) => ({ name: `real-${format}`, format })),
  { name: 'real-sharded', format: 'logstash', shard: '1/2' },
  { name: 'real-sharded', format: 'logstash', shard: '2/2' },
] as const;

describeWithIndex('reports by searches of the page', async () => {
  const page = await readElkPage();
  const folder = folderForSuite('elk-reports');
  const avmon = new Map<string, readonly AvmonResult[]>();
  let index: Awaited<ReturnType<typeof fillNode>>;

  const ask = (name: string): Promise<SearchAnswer> => {
    const query = page.queries.get(name);
    if (query === undefined) throw new Error(`the page has no query ${name}`);
    return index.node.send(query.method, query.path, query.body);
  };

  beforeAll(async () => {
    const logs: Record<string, readonly string[]> = {
      history: [
        ...(await linesOfHistory('ill-again', [
          { minutesAgo: 90, status: 'failed' },
          { minutesAgo: 80, status: 'ok' },
          { minutesAgo: 70, status: 'timeout' },
          { minutesAgo: 60, status: 'skipped' },
          { minutesAgo: 50, status: 'failed' },
        ])),
        ...(await linesOfHistory('ill-from-the-start', [{ minutesAgo: 40, status: 'error' }])),
        ...(await linesOfHistory('well-again', [
          { minutesAgo: 30, status: 'failed' },
          { minutesAgo: 20, status: 'degraded' },
        ])),
      ],
    };
    for (const [at, run] of REAL_RUNS.entries()) {
      const output = await runOnSavedCluster(run, folder.path);
      logs[`real-${at}`] = output.lines;
      avmon.set(run.name, [...(avmon.get(run.name) ?? []), ...output.avmon]);
    }
    for (const format of INDEXED_FORMATS) {
      const lines = await linesOfRun(`many-${format}`, format, reportOfSize(MANY).results);
      logs[`many-${format}`] = format === 'logstash' ? lines : lines.filter((line) => line.includes('checks finished'));
    }
    index = await fillNode(page, folder.path, logs);
  }, 240_000);

  afterAll(() => index?.stop());

  it('say which checks are failing, since when, by service', async () => {
    const services: readonly ServiceBucket[] = (await ask('failing-checks')).aggregations.services.buckets;
    const checksOf = (service: string): readonly FailingCheck[] =>
      services.find(({ key }) => key === service)?.checks.buckets ?? [];
    const [again, start, ...others] = checksOf('history').toSorted((a, b) => a.key[3].localeCompare(b.key[3]));
    expect(others).toEqual([]);
    expect([again?.key[3], again?.since.value, statusOf(again)]).toEqual(['ill-again', timeBefore(70), 'failed']);
    expect(again?.healthy.until.value_as_string).toBe(timeBefore(80));
    expect([start?.key[3], start?.since.value, statusOf(start)]).toEqual([
      'ill-from-the-start',
      timeBefore(40),
      'error',
    ]);
    expect(start?.healthy.until.value).toBeNull();
    expect(again?.last_run.value_as_string).toBe(timeBefore(50));
    const saved = checksOf('cluster').filter(({ key }) => key[0] === 'saved');
    const ill = (avmon.get('real-ecs') ?? []).filter(({ healthy }) => healthy === false);
    expect(saved.map(({ key }) => key[3]).toSorted()).toEqual(ill.map(({ name }) => name).toSorted());
    expect(ill.length).toBeGreaterThan(5);
  });

  it('say what is wrong in a namespace, and how often checks failed by service and hour', async () => {
    const severities: readonly SeverityBucket[] = (await ask('problems-of-namespace')).aggregations.severities.buckets;
    const problems = severities.flatMap(({ key, problems }) =>
      problems.buckets.map(({ problem }) => ({ key, ...problem.hits.hits[0]?._source.kavmon.problem })),
    );
    expect(problems.length).toBeGreaterThan(1);
    for (const problem of problems)
      expect(problem).toMatchObject({ namespace: 'tariff', severity: problem.key, kind: expect.any(String) });
    const services: readonly ServiceBucket[] = (await ask('failures-by-hour')).aggregations.services.buckets;
    expect(services.map(({ key }) => key)).toEqual(expect.arrayContaining(['cluster', 'history']));
  });

  it.each([...new Set(REAL_RUNS.map(({ name }) => name))])(
    'give the AVMon document of the last run of %s, as kavmon wrote it',
    async (name) => {
      const results = await documentOf(await ask('avmon-document'), name, page.commands[1] ?? '', folder.path);
      const expected = avmon.get(name) ?? [];
      expect(results.map((result) => result.name).toSorted()).toEqual(expected.map((result) => result.name).toSorted());
      const whole = results.filter(({ truncated }) => truncated !== true);
      for (const result of whole) expect(expected).toContainEqual(result);
      expect(whole.length).toBeGreaterThan(expected.length / 2);
    },
  );

  it.each(INDEXED_FORMATS)('give the document of a run in many parts, in the format %s', async (format) => {
    const answer = await ask('avmon-document');
    const results = await documentOf(answer, `many-${format}`, page.commands[1] ?? '', folder.path);
    expect(results.length).toBe(MANY);
    expect(new Set(results.map(({ name }) => name)).size).toBe(MANY);
    const [run] = jobsOf(answer, `many-${format}`)[0]?.runs.buckets ?? [];
    expect(run?.parts.value).toBeGreaterThan(10);
    expect(run?.lines.hits.hits.length).toBe(run?.parts.value);
  });

  it('say which CronJobs have not run, over a rollover and the end of an old index', async () => {
    const { node } = index;
    const before = (await node.find('kavmon.run: *')).total.value;
    await node.send('POST', 'logs-kavmon-default/_rollover');
    const old = await linesOfHistory('silent', [{ minutesAgo: 120, status: 'ok' }]);
    for (const message of old) await node.send('POST', 'logs-kavmon-default/_doc', { message });
    await node.count();
    expect((await node.find('kavmon.run: *')).total.value).toBe(before + old.length);
    const jobs: readonly JobBucket[] = (await ask('last-runs')).aggregations.jobs.buckets;
    const silent = jobs.map(({ key }) => key[2]);
    expect(silent).toContain('silent-120');
    expect(silent.filter((key) => /^(real|many)-/.test(key))).toEqual([]);
    const { fields } = await node.send<FieldTypes>('GET', 'logs-kavmon-*/_field_caps?fields=kavmon.*');
    for (const [name, types] of Object.entries(fields)) expect(Object.keys(types), name).toHaveLength(1);
    const { data_streams: streams } = await node.send<DataStreams>('GET', '_data_stream/logs-kavmon-default');
    const [first, ...others] = streams[0]?.indices ?? [];
    expect(others.length).toBe(1);
    await node.send('DELETE', first?.index_name ?? '');
    expect((await node.find('kavmon.run: *')).total.value).toBe(old.length);
  });
});
