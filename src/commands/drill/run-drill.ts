import { openAccess } from '../../kubernetes/access/open-access.ts';
import { type ApiClient, createApiClient } from '../../kubernetes/api/client.ts';
import { ApiFailure } from '../../kubernetes/api/failure.ts';
import { UsageError } from '../../model/errors.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import { kavmonVersion } from '../../process/version.ts';
import type { RunIo } from '../command-line/io.ts';
import type { FormatFlag } from '../command-line/options.ts';
import type { InspectionFlags, InspectionRun } from '../inspect/open-inspection.ts';
import { removeDrillObjects } from './clean-up.ts';
import type { MadeFault } from './detection.ts';
import { type DrillDocument, exitCodeOfDrill } from './drill-document.ts';
import { createObject, type DrillObject, mayTakeEffect } from './drill-objects.ts';
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
  const opening = openClient(drillRun, inspection.clock.ended);
  const client = await unlessEnded(opening, inspection.clock.ended);
  if (client === undefined) throw new UsageError(`${inspection.clock.why()} before the kubeconfig was read`);
  const progress: DrillProgress = {
    removedLeftovers: [],
    outcomes: [],
    alertsAsked: false,
    alertsFailure: null,
    failure: null,
  };
  let notRemoved: readonly string[] = [];
  try {
    progress.failure = await failureOf(refuseUnfitNamespace(client, namespace), inspection);
    if (progress.failure === null) notRemoved = await makeAndRemove(client, drillRun, progress);
  } finally {
    client.close();
  }
  const document = { run, namespace, ...progress, notRemoved };
  return { ...document, exitCode: exitCodeOfDrill(document) };
};

type DrillProgress = {
  -readonly [Field in
    | 'removedLeftovers'
    | 'outcomes'
    | 'alertsAsked'
    | 'alertsFailure'
    | 'failure']: DrillDocument[Field];
};

/** Returns what could not be removed. Whatever ends the drill, what it made is removed first. */
const makeAndRemove = async (
  client: ApiClient,
  drillRun: DrillRun,
  progress: DrillProgress,
): Promise<readonly string[]> => {
  const { namespace, run, inspection } = drillRun;
  const { ended } = inspection.clock;
  const connect = (signal: AbortSignal) => openClient(drillRun, signal);
  // Nothing is made yet: the end of the run is the end of it.
  progress.removedLeftovers = (await removeDrillObjects(connect, { namespace, isOurs: () => true }, ended)).removed;
  if (ended.aborted) {
    progress.failure = inspection.clock.why();
    return [];
  }
  const unconfirmed = new Set<string>();
  let left: readonly string[] = [];
  try {
    progress.failure = await failureOf(makeAndDetect(client, drillRun, { progress, unconfirmed }), inspection);
  } finally {
    const isOurs = (object: DrillObject) => object.run === run;
    left = (await removeDrillObjects(connect, { namespace, isOurs, unconfirmed })).left;
  }
  if (ended.aborted) progress.failure = inspection.clock.why();
  return left;
};

/** What the API server refused, with a way out; null: nothing. */
const failureOf = async (doing: Promise<void>, { clock }: InspectionRun): Promise<string | null> => {
  try {
    await doing;
    return null;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (clock.ended.aborted) return clock.why();
    const hint = error.status === 403 ? ' ("kavmon rbac drill" prints the rights)' : '';
    return `the API server: ${error.message}${hint}`;
  }
};

interface DrillNotes {
  readonly progress: DrillProgress;
  /** What was asked for, as `Deployment NAME`, and whose making nobody confirmed. */
  readonly unconfirmed: Set<string>;
}

/** Notes how far it came, so that this is known whatever ends it. */
const makeAndDetect = async (
  client: ApiClient,
  drillRun: DrillRun,
  { progress, unconfirmed }: DrillNotes,
): Promise<void> => {
  const { flags, inspection, namespace } = drillRun;
  const made = await makeFaults(client, drillRun, unconfirmed);
  Object.assign(progress, await untilAllNamed(made, { inspection, namespace, limitMs: flags.for }));
};

const makeFaults = async (
  client: ApiClient,
  { namespace, run, faults, flags, inspection }: DrillRun,
  unconfirmed: Set<string>,
): Promise<readonly MadeFault[]> => {
  const manifests = faults.flatMap((fault) => manifestsOf(fault, { namespace, run, image: flags.image }));
  for (const manifest of manifests) {
    if (inspection.clock.ended.aborted) throw new ApiFailure('ended', inspection.clock.why());
    await createObject(client, manifest).catch((error: unknown) => {
      if (mayTakeEffect(error)) unconfirmed.add(`${manifest.kind} ${manifest.metadata.name}`);
      throw error;
    });
  }
  return faults.map((fault) => ({ fault, namespace, name: objectNameOf(fault, run) }));
};

const openClient = async ({ flags, inspection, io }: DrillRun, signal: AbortSignal): Promise<ApiClient> => {
  const { context, kubeconfig } = flags;
  const onSecret = inspection.redactor.register;
  const access = await openAccess({ env: { ...io.env }, context, kubeconfig }, { signal, onSecret });
  return createApiClient({ access, version: kavmonVersion, signal });
};
