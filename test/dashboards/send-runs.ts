import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as yaml from 'yaml';
import type { Report, Result } from '../../src/model/result.ts';
import { totalsOf } from '../../src/model/status.ts';
import { exportTelemetry } from '../../src/telemetry/export-telemetry.ts';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';
import { makeFinding, makeReport, makeResult } from '../support/sample-report.ts';

/** The report of a run of the program on a snapshot. */
const checkSnapshot = async (snapshot: string): Promise<Report> => {
  const args = ['src/kavmon.cjs', 'check', '--snapshot', snapshot, '--no-metrics', '-o', 'json'];
  const { stdout } = await runProcess(process.execPath, args, { cwd: REPOSITORY_ROOT });
  return JSON.parse(stdout);
};

/** Reports of a healthy and of a broken cluster, of the same checks. */
export interface ClusterReports {
  readonly healthy: Report;
  readonly broken: Report;
}

/** Runs the program on a healthy cluster and on the broken one of the examples. `folder` is for a file. */
export const checkClusters = async (folder: string): Promise<ClusterReports> => {
  const objects = yaml.parse(await readFile(join(REPOSITORY_ROOT, 'test/fixtures/healthy-cluster.yaml'), 'utf8'));
  const healthy = join(folder, 'healthy.json');
  await writeFile(healthy, JSON.stringify(objects));
  return { healthy: await checkSnapshot(healthy), broken: await checkSnapshot('examples/cluster.json.gz') };
};

/** The report with further results, ended at a time in milliseconds. */
export const withResults = (report: Report, results: readonly Result[], endedAtMs: number): Report => {
  const endedAt = new Date(endedAtMs).toISOString();
  const all = [...report.results, ...results].map((result) => ({ ...result, endedAt }));
  return {
    ...report,
    run: { ...report.run, cluster: 'prod', endedAt },
    results: all,
    totals: totalsOf(all),
  };
};

/** A run of these results alone. */
export const runOf = (results: readonly Result[], endedAtMs: number): Report =>
  withResults(makeReport([]), results, endedAtMs);

/** A service with a check that could not tell, one that ran into its deadline, and one that measured. */
export const shopResults = (isHealthy: boolean): readonly Result[] => [
  makeResult({
    group: 'queue',
    name: 'lag',
    service: 'shop',
    durationMs: 180,
    measures: { lag: { value: 12, unit: 'messages' } },
  }),
  makeResult({
    group: 'queue',
    name: 'consumers',
    service: 'shop',
    status: isHealthy ? 'ok' : 'error',
    durationMs: 40,
  }),
  makeResult({
    group: 'endpoint',
    name: 'http',
    service: 'shop',
    status: isHealthy ? 'ok' : 'timeout',
    durationMs: isHealthy ? 90 : 2000,
    findings: isHealthy ? [] : [makeFinding({ reason: 'connect_timeout' })],
  }),
];

/** Sends the metrics of a report as a CronJob of this name; throws when they were not accepted. */
export const sendRun = async (report: Report, cronJob: string, env: NodeJS.ProcessEnv): Promise<void> => {
  const { exporters } = await exportTelemetry(report, {
    settings: telemetrySettings(env),
    place: { namespace: 'ops', cronJob },
    labels: {},
    env,
    print: () => {},
    warn: () => {},
    redact: (text) => text,
  });
  if (!exporters.every(({ ok }) => ok)) throw new Error(JSON.stringify(exporters));
};
