import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectCluster } from '../../../src/commands/inspect/inspect-cluster.ts';
import { type InspectionFlags, openInspection } from '../../../src/commands/inspect/open-inspection.ts';
import { findProblems } from '../../../src/findings/problems/find-problems.ts';
import type { ViewName } from '../../../src/kubernetes/resources.ts';
import { captureRun } from '../capture-run.ts';

const EXAMPLE = resolve('examples/cluster.json.gz');

const FLAGS: InspectionFlags = {
  config: [],
  checks: [],
  namespace: [],
  allNamespaces: false,
  selector: [],
  release: [],
  snapshot: EXAMPLE,
  podLogs: true,
};

const inspect = async (
  flags: InspectionFlags,
  views: readonly ViewName[],
  opened: (interrupt: AbortController) => void = () => {},
) => {
  const interrupt = new AbortController();
  const inspected: Awaited<ReturnType<typeof inspectCluster>>[] = [];
  await captureRun(
    async (io) => {
      const run = await openInspection(flags, io);
      opened(interrupt);
      const cluster = await inspectCluster(run, views);
      run.clock.stop();
      cluster.explainer?.close();
      inspected.push(cluster);
      return 0;
    },
    { interrupt: interrupt.signal },
  );
  return inspected[0] as (typeof inspected)[0];
};

describe('a cluster that is inspected', () => {
  it('has the rows that were asked for, and findings that are explained and linked to causes', async () => {
    const { views, results, now, scope } = await inspect(FLAGS, ['pods', 'services']);
    expect(Object.keys(views).toSorted()).toEqual(['pods', 'services']);
    expect(views.pods).toHaveProperty('rows.0.ref.kind', 'Pod');
    const findings = results.flatMap((result) => result.findings);
    const killed = findings.find(({ reason }) => reason === 'oom_killed');
    expect(killed?.evidence).toMatchObject({ exitCode: 137, log: 'empty: the container wrote nothing' });
    const following = findings.filter(({ causedBy }) => causedBy === killed?.fingerprint);
    expect(following.map(({ reason }) => reason)).toContain('replicas_missing');
    expect(findProblems(results).problems.length).toBeGreaterThan(10);
    expect(new Date(now).toISOString()).toBe(scope.snapshot?.takenAt);
  });

  it('has the problem of a view that the snapshot lacks, in its place', async () => {
    const { views } = await inspect({ ...FLAGS, namespace: ['tariff'] }, ['pods', 'nodes']);
    expect(views.pods).toHaveProperty('rows.length', 1);
    expect(views.nodes).toHaveProperty('problem.reason', 'config');
  });

  it('has no rows and no healthy result where the run was interrupted before', async () => {
    const { views, results } = await inspect(FLAGS, ['pods'], (interrupt) => interrupt.abort());
    expect(views.pods).toHaveProperty('problem.status', 'error');
    expect(results.filter(({ healthy, status }) => healthy && status !== 'skipped')).toEqual([]);
  });
});
