import { terminalRenderOptions } from '../report/present/render-options.ts';
import { TRIAGE_VIEWS } from '../triage/cluster.ts';
import { parseTarget } from '../triage/target-kinds.ts';
import { drainLimitMs } from './check/run-clock.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';
import type { FormatFlag } from './command-line/options.ts';
import { inspectCluster } from './inspect/inspect-cluster.ts';
import { type InspectionFlags, openInspection } from './inspect/open-inspection.ts';
import { examineTarget } from './triage/examine-target.ts';
import { renderTriage } from './triage/triage-text.ts';

export interface TriageFlags extends InspectionFlags, FormatFlag<'text' | 'json'> {}

/**
 * Walks from a target inwards, link by link, and prints where a request breaks. Exit code 1: a link is broken, or could not
 * be read.
 * @throws {UsageError} on a target that names nothing, and on a cluster or configuration that cannot be used.
 */
export const triage = async (target: string, flags: TriageFlags, io: RunIo): Promise<ExitStatus> => {
  parseTarget(target);
  io.holdSignals();
  const run = await openInspection(flags, io);
  try {
    const inspected = await inspectCluster(run, TRIAGE_VIEWS);
    const examining = examineTarget(target, inspected, run);
    const document = await examining.finally(() => inspected.explainer?.close());
    const { paint } = terminalRenderOptions(io.terminalOut, { job: 'kavmon', verbose: false });
    const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, io.columns));
    io.stdout(
      flags.output === 'json'
        ? `${JSON.stringify(run.redactor.json(document), null, 2)}\n`
        : run.redactor.text(renderTriage(document, { width, paint })),
    );
    return { code: io.signalCode() ?? document.exitCode, stuck: inspected.stuck, drainMs: drainLimitMs(run.clock) };
  } finally {
    run.clock.stop();
  }
};

/** In columns: what a link needs, and what an eye follows. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 120;
