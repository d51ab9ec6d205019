import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../src/model/result.ts';
import { startWholeCluster, wholeClusterMissing } from '../test/cluster/cluster.ts';
import { createChurning, startChurn } from './churn-moves.ts';
import { kavmonOnCluster } from './cluster-programs.ts';
import { measureProgram, medianMeasurement, type RunMeasurement } from './measure.ts';
import type { BenchRow } from './row.ts';

/** How long the cluster is in motion. */
const CHURN_MS = Number(process.env.KAVMON_BENCH_CHURN_SECONDS ?? 600) * 1000;

/** Between the starts of two runs; a run that takes longer delays the next one. */
const RUN_PERIOD_MS = 2_000;

/**
 * All default cluster checks every two seconds on a real cluster in which everything is healthy and nothing stands still:
 * every finding, and every check that could not tell, is a false alarm. `KAVMON_BENCH_CHURN_SECONDS` is another time
 * than ten minutes. No rows where no cluster can be started.
 */
export const churnAlarms = async (): Promise<readonly BenchRow[]> => {
  const missing = await wholeClusterMissing();
  if (missing !== undefined) {
    process.stderr.write(`churn is not measured: ${missing}\n`);
    return [];
  }
  const { cluster, node } = await startWholeCluster();
  try {
    await createChurning(cluster);
    const over = new AbortController();
    const moves = startChurn({ cluster, node }, CHURN_MS, over.signal);
    const { alarms, taken } = await runUntil(performance.now() + CHURN_MS, cluster.kubeconfig);
    over.abort();
    await moves;
    for (const [text, count] of alarms) process.stderr.write(`${count} x ${text}\n`);
    const count = [...alarms.values()].reduce((sum, one) => sum + one, 0);
    const work = `${taken.length} runs on a healthy cluster in motion`;
    return [{ work, program: 'kavmon', ...medianMeasurement(taken), alarms: count, budget: { alarms: 0 } }];
  } finally {
    await cluster.stop();
  }
};

interface ChurnOutcome {
  /** How often each thing was said. */
  readonly alarms: ReadonlyMap<string, number>;
  readonly taken: readonly RunMeasurement[];
}

const runUntil = async (end: number, kubeconfig: string): Promise<ChurnOutcome> => {
  const output = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'churn.json');
  const alarms = new Map<string, number>();
  const taken: RunMeasurement[] = [];
  for (
    let next = performance.now();
    performance.now() < end;
    next = Math.max(next + RUN_PERIOD_MS, performance.now())
  ) {
    await sleep(Math.max(0, next - performance.now()));
    taken.push(await measureProgram({ ...kavmonOnCluster(kubeconfig, undefined), output }));
    for (const text of alarmsIn(JSON.parse(await readFile(output, 'utf8')) as Report))
      alarms.set(text, (alarms.get(text) ?? 0) + 1);
  }
  return { alarms, taken };
};

/** What was said of objects, without the numbers of its message, which change from run to run. */
const alarmsIn = ({ results }: Report): readonly string[] =>
  results.flatMap(({ name, status, message, findings }) => [
    ...(status === 'error' || status === 'timeout' ? [`${name} ${status}: ${message}`] : []),
    ...findings.map(
      ({ object, reason, message: text }) =>
        `${name}: ${object?.kind} ${object?.namespace ?? ''}/${object?.name}: ${reason}: ${text.replaceAll(/\d+[smhd]?\b/g, 'N')}`,
    ),
  ]);
