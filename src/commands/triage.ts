import { UsageError } from '../model/errors.ts';
import { TRIAGE_VIEWS } from '../triage/cluster.ts';
import { parseTarget } from '../triage/target-kinds.ts';
import { drainLimitMs } from './check/run-clock.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';
import type { FormatFlag } from './command-line/options.ts';
import { objectSelectors } from './input/object-selectors.ts';
import { runsInCluster } from './input/runs-in-cluster.ts';
import { inspectCluster } from './inspect/inspect-cluster.ts';
import { type InspectionFlags, type InspectionRun, openInspection } from './inspect/open-inspection.ts';
import { printDocument } from './inspect/print-document.ts';
import { examineTarget } from './triage/examine-target.ts';
import type { ProbeTools } from './triage/probe-links.ts';
import { renderTriage } from './triage/triage-text.ts';

export interface TriageFlags extends InspectionFlags, FormatFlag<'text' | 'json'> {
  /** A live request is made at each hop. */
  readonly probe: boolean;
}

/**
 * Walks from a target inwards, link by link, and prints where a request breaks. Exit code 1: a link is broken, or could not
 * be read.
 * @throws {UsageError} on a target that names nothing, and on a cluster or configuration that cannot be used.
 */
export const triage = async (target: string | undefined, flags: TriageFlags, io: RunIo): Promise<ExitStatus> => {
  if (target !== undefined) parseTarget(target);
  else if (objectSelectors(flags).length === 0)
    throw new UsageError('triage needs a target: KIND/NAME, a service of the configuration, --selector or --release');
  if (flags.probe && flags.snapshot !== undefined)
    throw new UsageError('--probe asks a live cluster, and a snapshot is none: leave one of them out');
  io.holdSignals();
  const run = await openInspection(flags, io);
  try {
    const inspected = await inspectCluster(run, TRIAGE_VIEWS);
    const tools = flags.probe ? await openProbeTools(flags, run) : undefined;
    const document = await examineTarget(target, inspected, run, tools).finally(() => {
      inspected.explainer?.close();
      tools?.forwarder?.close();
    });
    printDocument(document, flags, { ...run, io }, renderTriage);
    return { code: io.signalCode() ?? document.exitCode, stuck: inspected.stuck, drainMs: drainLimitMs(run.clock) };
  } finally {
    run.clock.stop();
  }
};

/** Of one live request. */
const PROBE_TIMEOUT_MS = 5000;

/** Inside the cluster everything is asked directly, from outside pods through the API server. */
const openProbeTools = async (flags: TriageFlags, { io, clock, redactor }: InspectionRun): Promise<ProbeTools> => {
  const base = { signal: clock.ended, timeoutMs: PROBE_TIMEOUT_MS };
  if (runsInCluster(flags, io.env)) return base;
  const { openPortForwarder } = await import('../kubernetes/port-forward.ts');
  const access = { env: { ...io.env }, context: flags.context, kubeconfig: flags.kubeconfig };
  return { ...base, forwarder: await openPortForwarder(access, { signal: clock.ended, onSecret: redactor.register }) };
};
