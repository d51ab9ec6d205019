import { openAccess } from '../../kubernetes/access/open-access.ts';
import { type ApiClient, createApiClient } from '../../kubernetes/api/client.ts';
import { ApiFailure } from '../../kubernetes/api/failure.ts';
import { kavmonVersion } from '../../process/version.ts';
import type { RunIo } from '../command-line/io.ts';
import type { FormatFlag } from '../command-line/options.ts';
import type { InspectionFlags, InspectionRun } from '../inspect/open-inspection.ts';
import { removeDrillObjects } from './clean-up.ts';
import type { MadeFault } from './detection.ts';
import { type DrillDocument, exitCodeOfDrill } from './drill-document.ts';
import { createObject } from './drill-objects.ts';
import { type DrillFault, manifestsOf, objectNameOf } from './faults.ts';
import { refuseUnfitNamespace } from './namespace-guard.ts';
import { untilAllNamed } from './until-all-named.ts';

export interface DrillFlags
  extends Omit<InspectionFlags, 'podLogs' | 'selector' | 'release'>,
    FormatFlag<'text' | 'json'> {
  readonly faults: readonly string[];
  readonly image: string;
  /** Milliseconds until every fault has to be named. */
  readonly for: number;
  readonly dryRun: boolean;
}

/** One drill: what it makes, where. */
export interface DrillRun {
  readonly namespace: string;
  readonly run: string;
  readonly faults: readonly DrillFault[];
  readonly flags: DrillFlags;
  readonly inspection: InspectionRun;
  readonly io: RunIo;
}

/**
 * Makes the faults, waits until all are named, and removes them, whatever comes.
 * @throws {UsageError} on a namespace that is not meant for drills, and on a cluster that cannot be used.
 */
export const runDrill = async (drillRun: DrillRun): Promise<DrillDocument> => {
  const { namespace, run, inspection } = drillRun;
  const client = await openClient(drillRun, inspection.clock.ended);
  const progress: DrillProgress = { removedLeftovers: [], outcomes: [], alertsAsked: false, failure: null };
  let notRemoved: readonly string[] = [];
  try {
    await refuseUnfitNamespace(client, namespace);
    await makeAndDetect(client, drillRun, progress);
  } finally {
    client.close();
    const connect = (signal: AbortSignal) => openClient(drillRun, signal);
    notRemoved = (await removeDrillObjects(connect, namespace, (object) => object.run === run)).left;
  }
  const document = { run, namespace, ...progress, notRemoved };
  return { ...document, exitCode: exitCodeOfDrill(document) };
};

type DrillProgress = {
  -readonly [Field in 'removedLeftovers' | 'outcomes' | 'alertsAsked' | 'failure']: DrillDocument[Field];
};

/** Notes how far it came, so that this is known whatever ends it. */
const makeAndDetect = async (client: ApiClient, drillRun: DrillRun, progress: DrillProgress): Promise<void> => {
  const { namespace, flags, inspection, io } = drillRun;
  const { ended } = inspection.clock;
  try {
    const leftovers = await removeDrillObjects(
      (signal) => openClient(drillRun, signal),
      namespace,
      () => true,
    );
    progress.removedLeftovers = leftovers.removed;
    const made = await makeFaults(client, drillRun);
    Object.assign(progress, await untilAllNamed(made, { inspection, limitMs: flags.for, env: io.env }));
    if (ended.aborted) progress.failure = inspection.clock.why();
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const hint = error.status === 403 ? ' ("kavmon rbac drill" prints the rights)' : '';
    progress.failure = ended.aborted ? inspection.clock.why() : `${error.message}${hint}`;
  }
};

const makeFaults = async (
  client: ApiClient,
  { namespace, run, faults, flags }: DrillRun,
): Promise<readonly MadeFault[]> => {
  for (const fault of faults)
    for (const manifest of manifestsOf(fault, { namespace, run, image: flags.image }))
      await createObject(client, manifest);
  return faults.map((fault) => ({ fault, namespace, name: objectNameOf(fault, run) }));
};

const openClient = async ({ flags, inspection, io }: DrillRun, signal: AbortSignal): Promise<ApiClient> => {
  const { context, kubeconfig } = flags;
  const onSecret = inspection.redactor.register;
  const access = await openAccess({ env: { ...io.env }, context, kubeconfig }, { signal, onSecret });
  return createApiClient({ access, version: kavmonVersion, signal });
};
