import { UsageError } from '../../model/errors.ts';
import { findNearestWord } from '../../text/nearest-word.ts';
import type { Explainer } from '../explainer.ts';
import { shortenRepeatedWords } from '../gather/repeated-words.ts';
import { isOwnKindView } from '../own-kinds.ts';
import { isListedView, type ViewName } from '../resources.ts';
import type { ClusterData, LoadedView, LoadedViews, ViewProblem } from '../rows/cluster-data.ts';
import { clearInterned } from '../rows/intern.ts';
import { type NamespaceScope, scopeProblem } from '../scope.ts';
import { createNewestTime } from './newest-time.ts';
import { isFolderPath, readRecording } from './read-recording.ts';
import { createRecordedLogs } from './recorded-logs.ts';
import type { RecordingInfo, RecordingParts } from './recording-parts.ts';
import { createRowStore, type RowStore } from './row-store.ts';
import { createYamlParser } from './yaml/parser.ts';

export interface ReplayRequest {
  /** A folder, or a file. */
  readonly path: string;
  readonly views: readonly ViewName[];
  /** Null: everything in the recording. */
  readonly namespaces: NamespaceScope;
}

export interface ReplayedCluster {
  /** Which of its files cannot be used. */
  readonly warnings: readonly string[];
  readonly gathered: ClusterData & { readonly views: LoadedViews };
  /** Those that the recording says it is of; null: all, or it does not say. */
  readonly namespaces: NamespaceScope;
  readonly explainer: Explainer;
}

/**
 * Reads a recorded cluster: a folder or a file of lists by `kubectl get ... -o json` or `-o yaml`, the output of
 * `kubectl cluster-info dump`, or a snapshot that Kavmon saved. A resource that is missing, or not whole, is a problem of its
 * view, never a view without rows. `signal` ends the reading.
 *
 * @throws {UsageError} when there is no such file, it is not a recording, or it has no time to judge by.
 */
export const replayCluster = async (request: ReplayRequest, signal?: AbortSignal): Promise<ReplayedCluster> => {
  const { path, namespaces } = request;
  const isFolder = await isFolderPath(path);
  const seen = new Set<string>();
  const warnings: string[] = [];
  const parts: RecordingParts = {
    store: createRowStore((namespace) => {
      if (namespaces === null || namespace === undefined) return true;
      seen.add(namespace);
      return namespaces.includes(namespace);
    }, request.views.filter(isListedView).filter(isOwnKindView)),
    logs: createRecordedLogs(isFolder ? path : undefined),
    newest: createNewestTime(),
    yaml: createYamlParser(signal),
    signal,
  };
  const info = await readRecording(path, parts, (warning) => warnings.push(warning));
  const now = timeToJudgeBy(path, info, parts.newest.time());
  clearInterned();
  const unseen = unrecordedNamespaceProblem(namespaces, new Set([...seen, ...(info.namespaces ?? [])]));
  const open = (name: ViewName) =>
    unseen ? { problem: unseen } : recordedView(name, { ...request, store: parts.store, info });
  const opened = request.views.map((name) => [name, open(name)] as const);
  const { problems, warnings: quotes } = shortenRepeatedWords(
    new Map(opened.flatMap(([name, view]) => ('problem' in view ? [[name, view.problem] as const] : []))),
  );
  const views = opened.map(([name, view]) => {
    const problem = problems.get(name);
    return [name, problem === undefined ? view : { problem }] as const;
  });
  return {
    warnings: [...warnings, ...quotes],
    gathered: { now, views: Object.fromEntries(views), facts: { snapshot: path, serverVersion: info.server ?? null } },
    namespaces: info.namespaces ?? null,
    explainer: {
      limit: Number.POSITIVE_INFINITY,
      readEvents: async (namespaces, take) => {
        const wanted = new Set(namespaces);
        for (const event of parts.store.events()) if (wanted.has(event.about.namespace ?? 'default')) take(event);
        return [];
      },
      readLogs: parts.logs.read,
      close: () => undefined,
    },
  };
};

/** Milliseconds since the epoch. @throws {UsageError} when the recording has no time, or it is invalid. */
const timeToJudgeBy = (path: string, { takenAt }: RecordingInfo, newest: number | undefined): number => {
  const now = takenAt === undefined ? newest : Date.parse(takenAt);
  if (now !== undefined && !Number.isNaN(now)) return now;
  const why =
    takenAt === undefined
      ? 'holds no objects of Kubernetes that have a time, and no recording.json says when it was taken; a report is for --since'
      : `tells no time to judge by: takenAt is ${JSON.stringify(takenAt)}`;
  throw new UsageError(`the snapshot ${path} ${why}`, 'config');
};

/** The problem of all views when nothing was recorded of a wanted namespace. */
const unrecordedNamespaceProblem = (
  namespaces: NamespaceScope,
  known: ReadonlySet<string>,
): ViewProblem | undefined => {
  const name = namespaces?.find((wanted) => !known.has(wanted));
  if (name === undefined) return undefined;
  const near = findNearestWord(name, [...known]);
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  return { status: 'error', reason: 'config', message: `the snapshot has nothing of a namespace ${name}${hint}` };
};

const recordedView = (
  name: ViewName,
  { namespaces, store, info }: { namespaces: NamespaceScope; store: RowStore; info: RecordingInfo },
): LoadedView => {
  if (name !== 'apiServers') {
    const problem = scopeProblem(name, namespaces);
    return problem === undefined ? store.view(name) : { problem };
  }
  if (info.server) return { rows: [{ version: info.server }] };
  const message = 'the snapshot does not tell the version of the API server';
  return { problem: { status: 'error', reason: 'dependency', message } };
};
