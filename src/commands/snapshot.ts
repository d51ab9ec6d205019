import { type CheckFilters, selectByFilters } from '../config/select.ts';
import { ApiFailure } from '../kubernetes/api/failure.ts';
import { type ViewName, viewLabel } from '../kubernetes/resources.ts';
import { saveSnapshot } from '../kubernetes/snapshot/save-snapshot.ts';
import { kavmonVersion } from '../process/version.ts';
import { WriteFailure } from '../process/write-bytes.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { toOneLine } from '../text/sanitize.ts';
import type { CommandIo } from './command-line/io.ts';
import type { ScopeFlags } from './command-line/options.ts';
import { type CommandInput, readConfiguration } from './input/configuration.ts';
import { namespacesOf } from './input/namespaces.ts';

export interface SnapshotOptions extends CheckFilters, CommandInput, ScopeFlags {
  /** The file to write. */
  readonly file: string;
  /** Whether logs of containers that crashed or hold their pods up are saved. */
  readonly podLogs: boolean;
  readonly signal: AbortSignal;
}

/**
 * Saves what the selected checks need of the cluster. Returns the exit code: 1 when nothing was saved.
 *
 * @throws {UsageError} on a configuration, a filter or an access that cannot be used.
 */
export const saveClusterSnapshot = async (options: SnapshotOptions, io: CommandIo): Promise<number> => {
  const { config, redactor } = await readConfiguration(options, io);
  const registrations = selectByFilters(config.registrations, options, config);
  const views = [...new Set(registrations.flatMap((one) => [...one.views, ...one.wantedViews]))];
  const { file, signal, context, kubeconfig, podLogs: logs } = options;
  const access = { env: { ...io.env }, context, kubeconfig };
  const namespaces = namespacesOf(options, config);
  // A password of the configuration may be the name of a workload, and names are what is judged.
  const credentials = createRedactor();
  try {
    const hiding = { redact: redactor.text, hideCredentials: credentials.known };
    const request = { access, views, namespaces, version: kavmonVersion, file, logs, ...hiding };
    const onSecret = (secret: string) => {
      for (const one of [redactor, credentials]) one.register(secret);
    };
    const saved = await saveSnapshot(request, { signal, onSecret });
    const outcomes = Object.entries(saved.views);
    for (const [, outcome] of outcomes)
      if ('problem' in outcome) io.stderr(redactor.text(`not saved: ${toOneLine(outcome.problem.message)}\n`));
    const counts = outcomes.flatMap(([name, outcome]) =>
      'count' in outcome ? [`${viewLabel(name as ViewName)} ${outcome.count}`] : [],
    );
    io.stdout(
      `saved in ${file} (${saved.size} bytes)${scopeText(saved.namespaces)}: ${[...counts, `logs ${saved.logs}`].join(', ')}\n`,
    );
    return counts.length > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ApiFailure || error instanceof WriteFailure)) throw error;
    io.stderr(redactor.text(`nothing saved: ${toOneLine(error.message)}\n`));
    return 1;
  }
};

/** Whoever judges the file sees no more than this. */
const scopeText = (namespaces: readonly string[] | null): string => {
  if (namespaces === null) return ' of all namespaces';
  return ` of ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')} only`;
};
