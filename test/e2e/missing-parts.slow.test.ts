import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { runKavmon } from '../support/run-process.ts';
import { logMessages, type RunTargets, startRunTargets } from './run-targets.ts';

describe('a run whose configuration, metrics or cluster is not there', () => {
  let targets: RunTargets;
  beforeAll(async () => {
    targets = await startRunTargets('around');
  });
  afterAll(() => targets.stop());

  it('tells a configuration that cannot be used in log, report and metrics under --cronjob', async () => {
    const receiver = await startOtlpReceiver();
    const path = join(targets.folder, 'broken.yaml');
    await writeFile(path, 'services:\n  shop:\n    cheks: {}\n');
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const [plain, cron] = await Promise.all([runKavmon(['-c', path]), runKavmon(['-c', path, '--cronjob'], { env })]);
    await receiver.stop();
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toMatch(/broken\.yaml:3:5.*cheks.*checks/);
    expect(cron.code).toBe(0);
    expect(logMessages(cron.stdout)).toContain('Check could not be evaluated.');
    expect(cron.stdout).toContain('broken.yaml:3:5');
    expect(String(receiver.posts[0]?.body)).toContain('configuration');
  });

  it('sends metrics and says in the report how that went; --no-metrics sends none', async () => {
    const receiver = await startOtlpReceiver();
    const args = [...(await targets.endpointArgs('metrics', targets.good())), '-o', 'json'];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const [sent, silentRun] = await Promise.all([
      runKavmon(args, { env }),
      runKavmon([...args, '--no-metrics'], { env }),
    ]);
    await receiver.stop();
    expect(JSON.parse(sent.stdout).telemetry).toMatchObject({ enabled: true, exporters: [{ ok: true }] });
    expect(JSON.parse(silentRun.stdout).telemetry).toMatchObject({ enabled: false });
    expect(receiver.posts).toHaveLength(1);
  });

  it('keeps its exit code when metrics are lost, unless told otherwise', async () => {
    const args = await targets.endpointArgs('lost', targets.good());
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${targets.refused}` };
    const limit = ['--telemetry-timeout', '1'];
    const [kept, strict] = await Promise.all([
      runKavmon([...args, ...limit], { env }),
      runKavmon([...args, ...limit, '--strict-telemetry'], { env }),
    ]);
    expect([kept.code, strict.code]).toEqual([0, 1]);
    expect(kept.stdout).toContain('metrics were not sent');
    expect(kept.stdout).toContain('ECONNREFUSED');
  });

  it('asks the services also where there is no cluster to look at', async () => {
    const args = await targets.configFor('no-cluster', targets.good());
    const env = { HOME: targets.folder };
    const [mixed, cron] = await Promise.all([
      runKavmon([...args, '-g', 'endpoint,pods', '-o', 'json'], { env }),
      runKavmon([...args, '-g', 'pods', '-o', 'json', '--cronjob'], { env }),
    ]);
    const { results } = JSON.parse(mixed.stdout) as Report;
    expect(mixed.code).toBe(1);
    for (const { group, status, reason, message } of results) {
      if (group === 'endpoint') expect(status).toBe('ok');
      else
        expect([status, reason, message]).toEqual([
          'error',
          'config',
          expect.stringContaining('no cluster to look at'),
        ]);
    }
    expect(cron.code).toBe(0);
    expect((JSON.parse(cron.stdout) as Report).totals.ok).toBe(0);
  });

  it('refuses a kubeconfig that a flag names and that is not there', async () => {
    const { code, stderr } = await runKavmon(['-g', 'pods', '--kubeconfig', '/nowhere/config']);
    expect(code).toBe(2);
    expect(stderr).toContain('/nowhere/config');
  });
});
