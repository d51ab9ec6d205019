import { UsageError } from '../model/errors.ts';
import { STATUS_CONTEXT_VIEWS, STATUS_VIEWS } from '../status/status-rows.ts';
import { workloadStatuses } from '../status/workloads.ts';
import { defuseCiCommands } from '../text/ci-commands.ts';
import { drainLimitMs } from './check/run-clock.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';
import type { FormatFlag } from './command-line/options.ts';
import { objectSelectors } from './input/object-selectors.ts';
import { inspectCluster } from './inspect/inspect-cluster.ts';
import { type InspectionFlags, type InspectionRun, openInspection } from './inspect/open-inspection.ts';
import { printDocument } from './inspect/print-document.ts';
import { attachFindings } from './status/attach-findings.ts';
import { explainWorkloads } from './status/explain-workloads.ts';
import { parseStatusTarget, type StatusTarget, selectWorkloads } from './status/select-workloads.ts';
import { splitStatusViews } from './status/split-status-views.ts';
import { buildStatusDocument, type StatusDocument } from './status/status-document.ts';
import { renderStatus } from './status/status-text.ts';
import { unexplainedDocument } from './status/unexplained-document.ts';
import { watchStatus } from './status/watch-status.ts';

export interface StatusFlags extends InspectionFlags, FormatFlag<'text' | 'json'> {
  readonly verbose: boolean;
  readonly watch: boolean;
  /** Milliseconds that `--watch` follows for. */
  readonly for: number;
}

/**
 * Prints the state of workloads and their replicas; with `--watch` follows them until they come to rest. Exit code 1: one is
 * degraded, errored or could not be read, or did not come to rest.
 * @throws {UsageError} on a target that names nothing, and on a cluster or configuration that cannot be used.
 */
export const status = async (name: string | undefined, flags: StatusFlags, io: RunIo): Promise<ExitStatus> => {
  const target = parseStatusTarget(name);
  if (flags.watch && flags.snapshot !== undefined)
    throw new UsageError('--watch follows a live cluster, and a snapshot stands still: leave one of them out');
  io.holdSignals();
  const run = await openInspection(flags, io);
  try {
    const { document, stuck } = flags.watch
      ? await watchAndInspect({ name, target }, flags, run, io)
      : await inspectStatus({ name, target }, run, null);
    printDocument(document, flags, { ...run, io }, (whole, layout) =>
      renderStatus(whole, { ...layout, verbose: flags.verbose }),
    );
    return { code: io.signalCode() ?? document.exitCode, stuck, drainMs: drainLimitMs(run.clock) };
  } finally {
    run.clock.stop();
  }
};

interface NamedTarget {
  readonly name: string | undefined;
  readonly target: StatusTarget;
}

interface InspectedStatus {
  readonly document: StatusDocument;
  readonly stuck: boolean;
}

/** Reads and judges the cluster once, and explains what is not well. */
const inspectStatus = async (
  { name, target }: NamedTarget,
  run: InspectionRun,
  settled: boolean | null,
): Promise<InspectedStatus> => {
  const inspected = await inspectCluster(run, [...STATUS_VIEWS, ...STATUS_CONTEXT_VIEWS]);
  try {
    const { now, scope, results, explainer, stuck } = inspected;
    const cluster = { ...splitStatusViews(inspected.views), now };
    const { workloads, unread } = selectWorkloads(target, workloadStatuses(cluster), cluster, {
      ...run.config,
      selectors: objectSelectors(run.flags),
    });
    const judged = attachFindings(workloads, results);
    const { workloads: explained, notes } = await explainWorkloads(judged, cluster, explainer, {
      logs: run.flags.podLogs,
    });
    const warnings = [...new Set([...inspected.warnings, ...notes])];
    const parts = { target: name, settled, workloads: explained, unread, now, scope, warnings };
    return { document: buildStatusDocument(parts), stuck };
  } finally {
    inspected.explainer?.close();
  }
};

/** Follows the target, then inspects what it came to, if there is time for that. */
const watchAndInspect = async (
  named: NamedTarget,
  flags: StatusFlags,
  run: InspectionRun,
  io: RunIo,
): Promise<InspectedStatus> => {
  const isJson = flags.output === 'json';
  const write = isJson ? io.stderr : io.stdout;
  const isRead = () => isJson || !io.out.isClosed();
  const writeLine = (line: string) => write(defuseCiCommands(run.redactor.text(`${line}\n`)));
  const { settled, last } = await watchStatus(named.target, run, { limitMs: flags.for, writeLine, isRead });
  if (run.clock.ended.aborted || !isRead() || last.workloads.length === 0)
    return { document: unexplainedDocument(named.name, last, settled), stuck: last.stuck };
  return inspectStatus(named, run, settled);
};
