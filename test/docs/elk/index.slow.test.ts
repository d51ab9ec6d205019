import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexedFields } from '../../../src/docs/elk/mappings.ts';
import { savedSearches } from '../../../src/docs/elk/saved-searches.ts';
import type { Problem } from '../../../src/model/result.ts';
import { fullReport } from '../../report/sample-report.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { pathsIn, valueAt } from './answers.ts';
import { describeWithIndex } from './describe-with-index.ts';
import { fillNode } from './filled-node.ts';
import { INDEXED_FORMATS, linesOfRun, linesOfTrace, TRACE } from './log-files.ts';
import { readElkPage } from './page-parts.ts';
import { runOnSavedCluster } from './real-runs.ts';
import { shapesOfShippers } from './shipper-shapes.ts';

describeWithIndex('an index of log lines', () => {
  const folder = folderForSuite('elk-index');
  let index: Awaited<ReturnType<typeof fillNode>>;
  let problems: readonly Problem[] = [];

  beforeAll(async () => {
    const page = await readElkPage();
    const logs: Record<string, readonly string[]> = {};
    for (const format of INDEXED_FORMATS) {
      const run = await runOnSavedCluster({ name: `real-${format}`, format }, folder.path);
      logs[`real-${format}`] = run.lines;
      problems = run.problems;
      logs[`every-${format}`] = await linesOfRun(`every-status-${format}`, format, fullReport.results);
      logs[`traced-${format}`] = await linesOfTrace(format);
    }
    index = await fillNode(page, folder.path, logs);
  }, 240_000);

  afterAll(() => index?.stop());

  it('takes every line of every format and status once, and refuses none', async () => {
    const { node, shipper, shipped } = index;
    expect(await node.count()).toBe(shipped);
    expect(await shipper.refused()).toBe('');
    expect((await node.find('_exists_:kavmon_ingest_error')).hits).toEqual([]);
    for (const status of new Set(fullReport.results.map((result) => result.status))) {
      const { hits } = await node.find(`kavmon.run:every-status-* AND kavmon.health_check_status:${status}`, 100);
      const runs = new Set(hits.map(({ _source }) => valueAt(_source, 'kavmon.run')));
      expect([...runs].toSorted(), status).toEqual(
        INDEXED_FORMATS.map((format) => `every-status-${format}`).toSorted(),
      );
    }
  });

  it('has a mapping for every field that kavmon wrote, and reads no value as another type', async () => {
    const mapped = new Set(indexedFields.map(([path]) => path));
    const { total, hits } = await index.node.find('kavmon.run:*', 5000);
    expect(hits.length).toBe(total.value);
    const paths = new Set(hits.flatMap(({ _source }) => pathsIn(_source.kavmon as object, (path) => mapped.has(path))));
    expect([...paths].filter((path) => !mapped.has(path))).toEqual([]);
    expect((await index.node.find('_exists_:_ignored')).hits).toEqual([]);
  });

  it.each(INDEXED_FORMATS)(
    'has each problem of the report once, its fields apart, from the format %s',
    async (format) => {
      const { hits } = await index.node.find(
        `kavmon.cronjob:"real-${format}" AND _exists_:kavmon.problem.fingerprint`,
        500,
      );
      const found = new Map(hits.map(({ _source }) => [valueAt(_source, 'kavmon.problem.fingerprint'), _source]));
      expect(problems.length).toBeGreaterThan(30);
      expect(hits.length).toBe(problems.length);
      for (const { fingerprint, object, severity, reason } of problems)
        expect(valueAt(found.get(fingerprint) ?? {}, 'kavmon.problem')).toMatchObject({
          ...(object?.namespace === undefined ? {} : { namespace: object.namespace }),
          severity,
          reason,
        });
    },
  );

  it('answers what is typed in the search bar, and searches with the names of the original Kavmon', async () => {
    const { node } = index;
    const { searches } = await readElkPage();
    expect(searches.length).toBeGreaterThan(3);
    for (const query of searches) expect((await node.find(query)).total.value, query).toBeGreaterThan(0);
    const { total } = await node.find('kavmon.problem.namespace: tariff');
    expect((await node.find('@fields.problem.namespace: tariff')).total).toEqual(total);
    const logstash = await node.find('@fields.levelname: INFO AND @fields.levelno: 20');
    expect((await node.find('kavmon.run:*')).total.value).toBeGreaterThan(logstash.total.value);
    for (const query of [`trace.id:${TRACE.traceId} AND span.id:*`, `@fields.trace_id:${TRACE.traceId}`])
      expect((await node.find(query)).total.value, query).toBe(2 * INDEXED_FORMATS.length);
    const { total: timeouts } = await node.find('kavmon.health_check_result.status: timeout');
    expect(timeouts.value).toBe(INDEXED_FORMATS.length);
  });

  it.each(savedSearches.map(({ id, query, columns }) => [id, query, columns] as const))(
    'is searched by the saved search %s, for columns that its lines have',
    async (id, query, columns) => {
      const { total, hits } = await index.node.find(query, 2000);
      if (id === 'kavmon-warnings') return expect(total.value).toBe(0);
      expect(total.value).toBeGreaterThan(0);
      const absent = columns.filter((column) => !hits.some(({ _source }) => valueAt(_source, column) !== undefined));
      // On some lines alone: of shards, of long runs, of containers with a log.
      expect(absent.filter((column) => !/\.(shard|parts?|container|since|likely_cause)$/.test(column))).toEqual([]);
    },
  );

  it.each(shapesOfShippers)('takes a line as %s hands it on', async (shipper, documentOf) => {
    const { node } = index;
    for (const format of INDEXED_FORMATS) {
      const run = `shape-${shipper.replaceAll(/\W+/g, '-')}-${format}`;
      const lines = await linesOfRun(run, format, fullReport.results);
      const bulk = lines.map((line) => `{"create":{}}\n${JSON.stringify(documentOf(line.trimEnd()))}\n`).join('');
      const answer = await node.send<{ errors: boolean; items: object[] }>('POST', 'logs-kavmon-default/_bulk', bulk);
      expect(answer.errors, JSON.stringify(answer).slice(0, 1000)).toBe(false);
      await node.count();
      expect((await node.find(`kavmon.run:"${run}"`)).total.value).toBe(lines.length);
      const whole = `kavmon.run:"${run}" AND log.level:info AND NOT _exists_:kavmon_ingest_error`;
      expect((await node.find(whole)).total.value).toBe(lines.length);
      const { hits } = await node.find(`kavmon.run:"${run}" AND message.keyword:"Kavmon checks finished"`);
      expect(valueAt(hits[0]?._source ?? {}, 'kavmon.health_check_results.pods')).toHaveLength(1);
    }
  });

  it('keeps what is not a line of kavmon, and what is cut off', async () => {
    const { node } = index;
    const cut = '{"message":"Kavmon starting","kavmon":{"run":"1"';
    const texts = ['Segmentation fault', '{"@message":"Kavmon sta', '{"level":"info","log":"of another program"}', cut];
    for (const message of texts) await node.send('POST', 'logs-kavmon-default/_doc', { message, marker: 'foreign' });
    await node.count();
    for (const text of texts) {
      const { hits } = await node.find(`message.keyword:"${text.replaceAll('"', '\\"')}"`);
      expect(Date.parse(String(hits[0]?._source['@timestamp'])), text).not.toBeNaN();
      expect('kavmon_ingest_error' in (hits[0]?._source ?? {}), text).toBe(text === cut);
    }
  });
});
