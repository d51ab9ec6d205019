import { randomBytes } from 'node:crypto';
import { UsageError } from '../model/errors.ts';
import { suggestAlternatives } from '../text/nearest-word.ts';
import { stringifyPortably } from '../text/portable-json.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';
import { renderDrill } from './drill/drill-document.ts';
import { type DrillFault, drillFaults, manifestsOf } from './drill/faults.ts';
import { NAMESPACE_LABEL } from './drill/manifests.ts';
import { type DrillFlags, runDrill } from './drill/run-drill.ts';
import { openInspection } from './inspect/open-inspection.ts';
import { printDocument } from './inspect/print-document.ts';

/**
 * Makes faults in a namespace that is meant for it, waits until checks name each, and removes all of it, whatever comes.
 * Exit code 1: a fault was not named in time, or something is left.
 * @throws {UsageError} on an unknown fault, and on a namespace that is not meant for drills.
 */
export const drill = async (flags: DrillFlags, io: RunIo): Promise<ExitStatus> => {
  const faults = chooseFaults(flags.faults);
  const namespace = onlyNamespace(flags);
  const run = randomBytes(4).toString('hex');
  if (flags.dryRun) {
    const manifests = faults.flatMap((fault) => manifestsOf(fault, { namespace, run, image: flags.image }));
    io.stdout(`${stringifyPortably({ apiVersion: 'v1', kind: 'List', items: manifests }, 2)}\n`);
    return { code: 0, stuck: false };
  }
  io.holdSignals();
  const inspection = await openInspection({ ...flags, podLogs: false, selector: [], release: [] }, io);
  try {
    const document = await runDrill({ namespace, run, faults, flags, inspection, io });
    printDocument(document, flags, { ...inspection, io }, renderDrill);
    return { code: io.signalCode() ?? document.exitCode, stuck: false };
  } finally {
    inspection.clock.stop();
  }
};

const chooseFaults = (names: readonly string[]): readonly DrillFault[] => {
  const known = drillFaults.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      unknown.map((name) => `unknown fault "${name}": ${suggestAlternatives(name, known)}`).join('\n'),
    );
  return names.length === 0 ? drillFaults : drillFaults.filter(({ name }) => names.includes(name));
};

const onlyNamespace = ({ namespace, allNamespaces }: DrillFlags): string => {
  const [only] = namespace;
  if (only === undefined || namespace.length > 1 || allNamespaces)
    throw new UsageError(`a drill needs one namespace of its own: --namespace NAME, with the label ${NAMESPACE_LABEL}`);
  return only;
};
