import { inspectCluster } from '../../src/commands/inspect/inspect-cluster.ts';
import { type InspectionFlags, openInspection } from '../../src/commands/inspect/open-inspection.ts';
import { examineTarget } from '../../src/commands/triage/examine-target.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import type { LinkVerdict } from '../../src/triage/chain.ts';
import { TRIAGE_VIEWS } from '../../src/triage/cluster.ts';
import { targetKinds } from '../../src/triage/target-kinds.ts';
import { captureRun } from '../commands/capture-run.ts';

/** What a triage of one object came to. */
export interface TriagedObject {
  readonly ref: ObjectRef;
  readonly verdict: LinkVerdict;
}

/** Reads a cluster once, and walks from each of its routes, Services and workloads that no other one owns. */
export const triageEverything = async (flags: InspectionFlags): Promise<readonly TriagedObject[]> => {
  const triaged: TriagedObject[] = [];
  await captureRun(async (io) => {
    const run = await openInspection(flags, io);
    const inspected = await inspectCluster(run, TRIAGE_VIEWS);
    for (const { word, view } of targetKinds.filter(({ kind }) => kind !== 'Pod' && kind !== 'ReplicaSet')) {
      const loaded = inspected.views[view];
      const rows = loaded !== undefined && 'rows' in loaded ? loaded.rows : [];
      for (const { ref, owner } of rows) {
        if (owner !== undefined) continue;
        // A target has one namespace; its objects are all there all the same.
        const views = {
          ...inspected.views,
          [view]: { rows: [...rows].filter((row) => row.ref.namespace === ref.namespace) },
        };
        const { verdict } = await examineTarget(`${word}/${ref.name}`, { ...inspected, views }, run);
        triaged.push({ ref, verdict });
      }
    }
    inspected.explainer?.close();
    run.clock.stop();
    return 0;
  });
  return triaged;
};
