import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report, Result } from '../../../src/model/result.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { type PushgatewayServer, startPushgateway } from '../../support/pushgateway.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';
import { sendReport } from '../sending.ts';

const namedResult = (name: string, override: Partial<Result> = {}) => makeResult({ name, ...override });

const describeWithPushgateway = await describeWithPackages('prometheus-pushgateway');

describeWithPushgateway('a real Pushgateway', () => {
  let gateway: PushgatewayServer;
  beforeAll(async () => {
    gateway = await startPushgateway();
  });
  afterAll(() => gateway.stop());

  const push = (of: Report, env: NodeJS.ProcessEnv = {}) => sendReport(of, { AM_PROMETHEUS_URL: gateway.url, ...env });
  const seriesWith = async (...parts: readonly string[]) =>
    (await gateway.series()).filter((line) => parts.every((part) => line.includes(part)));

  it('keeps the numbers of a run under its schedule, its place and the labels of the user', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"a/b","k8s.zone":"1"}' };
    const of = makeReport([namedResult('good'), namedResult('bad', { status: 'failed' })]);
    const { exporter, warnings } = await push({ ...of, run: { ...of.run, cluster: 'eu' } }, labels);
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
    await push(makeReport([namedResult('stays'), namedResult('goes')]), labels);
    await push(makeReport([namedResult('stays', { status: 'failed' })]), labels);
    expect(await seriesWith('stage="history"', 'kavmon_run_last_success_timestamp_seconds')).toHaveLength(1);
    const healthy = await seriesWith('stage="history"', 'kavmon_check_healthy');
    expect(healthy).toMatchObject([expect.stringMatching(/check_name="stays".* 0$/)]);
  });

  it('keeps no finding and no number of an earlier run', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"mended"}' };
    const measures = { lag: { value: 7, unit: 's' } };
    await push(makeReport([namedResult('sick', { status: 'failed', findings: [makeFinding()], measures })]), labels);
    expect(await seriesWith('stage="mended"', 'kavmon_check_measure{', 'measure_name="lag"')).toHaveLength(1);
    await push(makeReport([namedResult('sick')]), labels);
    const findings = await seriesWith('stage="mended"', 'kavmon_findings{');
    expect(findings.map((line) => [/finding_severity="(\w+)"/.exec(line)?.[1], line.split(' ').at(-1)])).toEqual([
      ['sev1', '0'],
      ['sev2', '0'],
      ['sev3', '0'],
    ]);
    const numbers = await seriesWith('stage="mended"', 'kavmon_check_measure{');
    expect(numbers).toMatchObject([expect.stringMatching(/ NaN$/)]);
  });

  it('lets nothing stand for health when no check was evaluated', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"unverified"}' };
    await push(makeReport([namedResult('green')]), labels);
    await push(makeReport([namedResult('green', { status: 'skipped' })]), labels);
    expect(await seriesWith('stage="unverified"', 'kavmon_check_healthy')).toEqual([]);
    const states = await seriesWith('stage="unverified"', 'kavmon_check_status', 'check_state="skip"');
    expect(states).toMatchObject([expect.stringMatching(/ 1$/)]);
  });

  it('has a group for each shard', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"shards"}' };
    for (const index of [1, 2]) {
      const of = makeReport([namedResult(`share-${index}`)]);
      await push({ ...of, run: { ...of.run, shard: { index, count: 2 } } }, labels);
    }
    const healthy = await seriesWith('stage="shards"', 'kavmon_check_healthy');
    expect(healthy.map((line) => /shard="(\d)"/.exec(line)?.[1])).toEqual(['1', '2']);
  });

  it('is not sent a label that would hide one of ours', async () => {
    const labels = { AM_PUSHGATEWAY_LABELS: '{"stage":"hiding","check.name":"x","job":"y","shard":"9"}' };
    const { exporter, warnings } = await push(makeReport([namedResult('seen')]), labels);
    expect(exporter?.ok).toBe(true);
    expect(warnings.map((warning) => /"(\w+)"/.exec(warning)?.[1])).toEqual(['check_name', 'job', 'shard']);
    expect(await seriesWith('stage="hiding"', 'check_name="seen"', 'job="kavmon-pods"')).not.toEqual([]);
  });

  it('takes the metrics of a thousand checks', async () => {
    const many = makeReport(Array.from({ length: 1000 }, (_, index) => namedResult(`check-${index}`)));
    const env = { AM_PROMETHEUS_URL: gateway.url, AM_PUSHGATEWAY_LABELS: '{"stage":"many"}' };
    expect((await sendReport(many, env, 5000)).exporter).toMatchObject({ ok: true });
    expect(await seriesWith('stage="many"', 'kavmon_check_healthy{')).toHaveLength(1000);
  });

  it('answers with the reason when it rejects a push', async () => {
    const { exporter } = await push(makeReport([namedResult('one')]), { AM_PUSHGATEWAY_LABELS: '{"__x":"y"}' });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringMatching(/^HTTP 400 .*__x/) });
  });
});
