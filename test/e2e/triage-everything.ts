import { type InspectedCluster, inspectCluster } from '../../src/commands/inspect/inspect-cluster.ts';
import {
  type InspectionFlags,
  type InspectionRun,
  openInspection,
} from '../../src/commands/inspect/open-inspection.ts';
import { examineTarget } from '../../src/commands/triage/examine-target.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import type { LinkKind, LinkVerdict } from '../../src/triage/chain.ts';
import { TRIAGE_VIEWS, type TriageView } from '../../src/triage/cluster.ts';
import { targetKinds } from '../../src/triage/target-kinds.ts';
import { captureRun } from '../commands/capture-run.ts';

/** What a triage of one object came to. */
export interface TriagedObject {
  readonly ref: ObjectRef;
  readonly verdict: LinkVerdict;
  /** The first broken link of each way that has one. */
  readonly brokenAt: readonly LinkKind[];
}

/** Reads a cluster once, and walks from each of its routes, Services and workloads that no other one owns. */
export const triageEverything = async (flags: InspectionFlags): Promise<readonly TriagedObject[]> => {
  const triaged: TriagedObject[] = [];
  await captureRun(async (io) => {
    const run = await openInspection(flags, io);
    const inspected = await inspectCluster(run, TRIAGE_VIEWS);
    for (const target of allTargets(inspected)) triaged.push(await triageOne(target, inspected, run));
    inspected.explainer?.close();
    run.clock.stop();
    return 0;
  });
  return triaged;
};

interface NamedTarget {
  readonly ref: ObjectRef;
  readonly word: string;
  readonly view: TriageView;
}

type AnyRow = { readonly ref: ObjectRef; readonly owner?: object };

const rowsOf = ({ views }: InspectedCluster, view: TriageView): readonly AnyRow[] => {
  const loaded = views[view];
  return loaded !== undefined && 'rows' in loaded ? loaded.rows : [];
};

const allTargets = (inspected: InspectedCluster): readonly NamedTarget[] =>
  targetKinds.flatMap(({ word, view }) =>
    rowsOf(inspected, view).flatMap(({ ref, owner }) => (owner === undefined ? [{ ref, word, view }] : [])),
  );

/** A target is named within one namespace; what it leads to is all there. */
const triageOne = async (
  { ref, word, view }: NamedTarget,
  inspected: InspectedCluster,
  run: InspectionRun,
): Promise<TriagedObject> => {
  const rows = rowsOf(inspected, view).filter((row) => row.ref.namespace === ref.namespace);
  const views = { ...inspected.views, [view]: { rows } };
  const { verdict, paths } = await examineTarget(`${word}/${ref.name}`, { ...inspected, views }, run);
  const brokenAt = paths.flatMap(({ links, firstBroken }) =>
    firstBroken === null ? [] : (links[firstBroken]?.kind ?? []),
  );
  return { ref, verdict, brokenAt };
};
