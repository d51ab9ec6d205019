import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportMetrics } from '../../src/metrics/export.ts';
import { telemetrySettings } from '../../src/metrics/settings.ts';
import type { Report, Result } from '../../src/result.ts';
import { track } from '../support/listen.ts';
import { freePort } from '../support/ports.ts';
import { type Prometheus, prometheusMissing, startPrometheus } from '../support/prometheus.ts';
import { type Pushgateway, startPushgateway } from '../support/pushgateway.ts';
import { needing, unless } from '../support/requirement.ts';
import { report, result } from '../support/sample.ts';
import { until } from '../support/until.ts';

const CANARY = 'canary-77ab';
const PLACE = { namespace: 'ops', cronJob: 'kavmon-pods' };

const send = async (url: string, of: Report, env: NodeJS.ProcessEnv = {}) => {
  const warnings: string[] = [];
  const all = { AM_PROMETHEUS_URL: url, ...env };
  const started = performance.now();
  const telemetry = await exportMetrics(of, {
    settings: telemetrySettings(all, 1500),
    place: PLACE,
    labels: { team: 'core' },
    env: all,
    print: () => {},
    warn: (warning) => warnings.push(warning),
  });
  return { exporter: telemetry.exporters[0], telemetry, warnings, ms: performance.now() - started };
};

const named = (name: string, override: Partial<Result> = {}) => result({ name, ...override });

const describePushgateway = await needing('prometheus-pushgateway');
const describePrometheus = unless(await prometheusMissing());

describePushgateway('a real Pushgateway', () => {
  let gateway: Pushgateway;
  beforeAll(async () => {
    gateway = await startPushgateway();
  });
  afterAll(() => gateway.stop());

  const seriesWith = async (...parts: readonly string[]) =>
    (await gateway.series()).filter((line) => parts.every((part) => line.includes(part)));

  it('keeps the numbers of a run under its schedule, its place and the labels of the user', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"a/b","k8s.zone":"1"}' };
    const of = report([named('good'), named('bad', { status: 'failed' })]);
    const { exporter, warnings } = await send(gateway.url, { ...of, run: { ...of.run, cluster: 'eu' } }, labels);
    expect(warnings).toEqual([]);
    const group = 'k8s_cluster_name/eu/k8s_namespace_name/ops/team/core/stage@base64/YS9i/k8s_zone/1';
    expect(exporter).toMatchObject({
      ok: true,
      protocol: 'pushgateway',
      endpoint: `${gateway.url}/metrics/job/kavmon-pods/${group}`,
    });
    const identity = [
      'job="kavmon-pods"',
      'k8s_cluster_name="eu"',
      'k8s_namespace_name="ops"',
      'team="core"',
      'stage="a/b"',
      'k8s_zone="1"',
    ];
    const healthy = await seriesWith('kavmon_check_healthy{', ...identity);
    expect(healthy.map((line) => [/check_name="(\w+)"/.exec(line)?.[1], line.split(' ').at(-1)])).toEqual([
      ['bad', '0'],
      ['good', '1'],
    ]);
    expect(await seriesWith('instance="', ...identity)).toEqual(await seriesWith('instance=""', ...identity));
  });

  it('keeps the time of the last success over a run that fails, and drops a check that is gone', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"history"}' };
    await send(gateway.url, report([named('stays'), named('goes')]), labels);
    await send(gateway.url, report([named('stays', { status: 'failed' })]), labels);
    expect(await seriesWith('stage="history"', 'kavmon_run_last_success_timestamp_seconds')).toHaveLength(1);
    const healthy = await seriesWith('stage="history"', 'kavmon_check_healthy');
    expect(healthy).toMatchObject([expect.stringMatching(/check_name="stays".* 0$/)]);
  });

  it('lets nothing stand for health when no check was evaluated', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"unverified"}' };
    await send(gateway.url, report([named('green')]), labels);
    await send(gateway.url, report([named('green', { status: 'skipped' })]), labels);
    expect(await seriesWith('stage="unverified"', 'kavmon_check_healthy')).toEqual([]);
    const states = await seriesWith('stage="unverified"', 'kavmon_check_status', 'check_state="skip"');
    expect(states).toMatchObject([expect.stringMatching(/ 1$/)]);
  });

  it('has a group for each shard', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"shards"}' };
    for (const index of [1, 2]) {
      const of = report([named(`share-${index}`)]);
      await send(gateway.url, { ...of, run: { ...of.run, shard: { index, count: 2 } } }, labels);
    }
    const healthy = await seriesWith('stage="shards"', 'kavmon_check_healthy');
    expect(healthy.map((line) => /shard="(\d)"/.exec(line)?.[1])).toEqual(['1', '2']);
  });

  it('is not sent a label that would hide one of ours', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"hiding","check.name":"x","job":"y","shard":"9"}' };
    const { exporter, warnings } = await send(gateway.url, report([named('seen')]), labels);
    expect(exporter?.ok).toBe(true);
    expect(warnings.map((warning) => /"(\w+)"/.exec(warning)?.[1])).toEqual(['check_name', 'job', 'shard']);
    expect(await seriesWith('stage="hiding"', 'check_name="seen"', 'job="kavmon-pods"')).not.toEqual([]);
  });

  it('takes the metrics of a thousand checks', async () => {
    const many = report(Array.from({ length: 1000 }, (_, index) => named(`check-${index}`)));
    await send(gateway.url, many, { AM_PUSHGATEWAY_LABELS: '{"stage":"many"}' });
    expect(await seriesWith('stage="many"', 'kavmon_check_healthy{')).toHaveLength(1000);
  });

  it('tells in its own words what it does not take', async () => {
    const { exporter } = await send(gateway.url, report([named('one')]), { AM_PUSHGATEWAY_LABELS: '{"__x":"y"}' });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringMatching(/^HTTP 400 .*__x/) });
  });

  describePrometheus('scraped by a real Prometheus', () => {
    let prometheus: Prometheus;
    beforeAll(async () => {
      prometheus = await startPrometheus({ pushgateway: new URL(gateway.url).host });
    });
    afterAll(() => prometheus.stop());

    it('answers the queries that OTLP answers, under the names of OTLP', async () => {
      await send(gateway.url, report([named('asked', { status: 'failed' })]));
      const [sample] = await until(
        async () => {
          const samples = await prometheus.query('kavmon_check_healthy{check_name="asked"}');
          return samples.length > 0 && samples;
        },
        { what: 'the scrape', ms: 15_000 },
      );
      expect(sample).toMatchObject({
        value: 0,
        labels: { job: 'kavmon-pods', check_group: 'pods', check_service: 'cluster', k8s_namespace_name: 'ops' },
      });
      const [age] = await prometheus.query('time() - push_time_seconds{job="kavmon-pods"}');
      expect(age?.value).toBeLessThan(60);
    });
  });
});

describe('what is no Pushgateway', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const answering = async (answer: RequestListener) => {
    const { port, stop } = await track(createServer(answer));
    stops.push(stop);
    return `http://127.0.0.1:${port}`;
  };

  it.each<[string, RequestListener, RegExp, RegExp]>([
    ['a page', (_, response) => response.end('<!doctype html>'), /answered 200 with a text/, /9091/],
    [
      'a wrong path',
      (_, response) => response.writeHead(404).end('404 page not found\n'),
      /^HTTP 404 404 page/,
      /9091/,
    ],
    ['a wall', (_, response) => response.writeHead(401).end(), /^HTTP 401 Unauthorized/, /Secret/],
    ['another place', (_, response) => response.writeHead(302, { location: '/' }).end(), /^HTTP 302/, /9091/],
    ['silence', () => {}, /no answer within 1500 ms/, /egress/],
    ['half an answer', (_, response) => response.write('a', () => response.destroy()), /aborted|ECONNRESET/, /^/],
    ['an endless answer', (_, response) => void setInterval(() => response.write('.'), 5).unref(), /no answer/, /^/],
    ['a hung up call', (_, response) => response.destroy(), /hang up|ECONNRESET/, /^/],
  ])('is told by its cause, inside the budget: %s', async (_, answer, error, hint) => {
    const { exporter, ms } = await send(await answering(answer), report([named('one')]));
    expect(exporter).toMatchObject({ ok: false, error: expect.stringMatching(error) });
    expect(exporter?.hint ?? '').toMatch(hint);
    expect(ms).toBeLessThan(2000);
  });

  it('ends with the budget also where a proxy opens no tunnel', async () => {
    const proxy = createServer().on('connect', () => {});
    const { port, stop } = await track(proxy);
    stops.push(stop);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, OTEL_METRIC_EXPORT_TIMEOUT: '500.5' };
    const { exporter, ms } = await send('https://pushgateway.invalid', report([named('one')]), env);
    expect(exporter).toMatchObject({ ok: false, error: 'no answer within 500.5 ms' });
    expect(ms).toBeLessThan(1000);
  });

  it.each([
    `http://ann:12/${CANARY}@127.0.0.1:9091`,
    `ann:9?${CANARY}@127.0.0.1`,
    `http://ann:12#${CANARY}@x/@base64/`,
  ])('shows nothing of a password that should have been encoded: %s', async (url) => {
    const { telemetry, warnings } = await send(url, report([named('one')]));
    expect(telemetry.exporters[0]).toMatchObject({ ok: false, endpoint: 'an address with an @ behind its host' });
    expect(JSON.stringify([telemetry, warnings])).not.toContain(CANARY);
  });

  it('says what to do about a percent sign in the password', async () => {
    const { exporter } = await send('http://ann:100%@127.0.0.1:9', report([named('one')]));
    expect(exporter).toMatchObject({ ok: false, hint: expect.stringContaining('percent-encode') });
  });

  it('names a refused connection, and an address that is no URL', async () => {
    const refused = await send(`127.0.0.1:${await freePort()}`, report([named('one')]));
    expect(refused.exporter).toMatchObject({ ok: false, error: expect.stringContaining('ECONNREFUSED') });
    expect(refused.exporter?.hint).toContain('9091');
    const bad = await send('http://:x', report([named('one')]));
    expect(bad.exporter).toMatchObject({ ok: false, error: expect.stringContaining('Invalid URL') });
  });

  it('is shown the credentials of the address, and nobody else is', async () => {
    let seen = '';
    const url = await answering((request, response) => {
      seen = request.headers.authorization ?? '';
      text(request).then(
        () => response.writeHead(403).end(),
        () => {},
      );
    });
    const { telemetry, warnings } = await send(url.replace('://', `://ann:${CANARY}@`), report([named('one')]));
    expect(Buffer.from(seen.slice('Basic '.length), 'base64').toString()).toBe(`ann:${CANARY}`);
    expect(JSON.stringify([telemetry, warnings])).not.toContain(CANARY);
    expect(telemetry.exporters[0]?.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics\/job\/kavmon-pods\//);
  });
});
