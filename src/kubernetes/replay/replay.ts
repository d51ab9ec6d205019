import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { nearest } from '../../text/nearest.ts';
import type { Explainer } from '../explainer.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ViewName } from '../resources.ts';
import type { Gathered, LoadedView, OpenViews, ViewProblem } from '../rows/cluster-data.ts';
import { clearInterned } from '../rows/intern.ts';
import { type Namespaces, scopeProblem } from '../scope.ts';
import { readDocuments } from './documents.ts';
import { decodeText } from './encoding.ts';
import { readKavmonSnapshot } from './kavmon-snapshot.ts';
import { createListReader } from './list-reader.ts';
import { createNewestTime } from './newest-time.ts';
import { openRecordedFile } from './open-file.ts';
import { createRecordedLogs, type RecordedLogs } from './recorded-logs.ts';
import { createRowStore, type RowStore } from './row-store.ts';

export interface ReplayRequest {
  /** A folder, or a file. */
  readonly path: string;
  readonly views: readonly ViewName[];
  /** Null: everything in it. */
  readonly namespaces: Namespaces;
}

export interface ReplayedCluster {
  readonly gathered: Gathered & { readonly views: OpenViews };
  readonly explainer: Explainer;
}

interface RecordingInfo {
  readonly takenAt?: string | undefined;
  readonly server?: string | null | undefined;
  /** Those that were read, when it was not all. */
  readonly namespaces?: readonly string[] | null;
}

interface RecordingParts {
  readonly shelf: RowStore;
  readonly logs: RecordedLogs;
  readonly newest: ReturnType<typeof createNewestTime>;
}

/**
 * Reads a recorded cluster: a folder or a file of `kubectl get ... -o json` lists, what `kubectl cluster-info dump`
 * wrote, or a snapshot of our own; a file of one object is a list of one. A kind that it lacks, or has in part only, is
 * a problem of that view, never no rows.
 *
 * @throws {UsageError} when there is no such file, it is no recording, or it tells no time to judge by.
 */
export const replay = async (request: ReplayRequest): Promise<ReplayedCluster> => {
  const { path, namespaces } = request;
  const isFolder = await isFolderPath(path);
  const seen = new Set<string>();
  const tape: RecordingParts = {
    shelf: createRowStore((namespace) => {
      if (namespaces === null || namespace === undefined) return true;
      seen.add(namespace);
      return namespaces.includes(namespace);
    }),
    logs: createRecordedLogs(isFolder ? path : undefined),
    newest: createNewestTime(),
  };
  const told = isFolder ? await readRecordedFolder(path, tape) : await readRecordedFile(path, tape);
  const now = told.takenAt === undefined ? tape.newest.time() : Date.parse(told.takenAt);
  if (now === undefined || Number.isNaN(now)) {
    throw new UsageError(
      told.takenAt === undefined
        ? `the snapshot ${path} tells no time to judge by: no recording.json and no time in its objects`
        : `the snapshot ${path} tells no time to judge by: takenAt is ${JSON.stringify(told.takenAt)}`,
      'config',
    );
  }
  clearInterned();
  const unseen = unrecordedNamespaceProblem(namespaces, new Set([...seen, ...(told.namespaces ?? [])]));
  const open = (name: ViewName) =>
    unseen ? { problem: unseen } : recordedView(name, { ...request, shelf: tape.shelf, told });
  const views = request.views.map((name) => [name, open(name)]);
  return {
    gathered: { now, views: Object.fromEntries(views), facts: { snapshot: path, serverVersion: told.server ?? null } },
    explainer: {
      readEvents: async (wanted) => ({
        events: tape.shelf.events().filter(({ about }) => wanted.includes(about.namespace ?? 'default')),
        notes: [],
      }),
      readLogs: tape.logs.read,
      close: () => undefined,
    },
  };
};

const isFolderPath = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new UsageError(`there is no snapshot ${path}`, 'config', { cause });
  }
};

/** Nothing was recorded of a namespace that is asked for: that it has no objects would be no health. */
const unrecordedNamespaceProblem = (namespaces: Namespaces, known: ReadonlySet<string>): ViewProblem | undefined => {
  const name = namespaces?.find((wanted) => !known.has(wanted));
  if (name === undefined) return undefined;
  const near = nearest(name, [...known]);
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  return { status: 'error', reason: 'config', message: `the snapshot has nothing of a namespace ${name}${hint}` };
};

const recordedView = (
  name: ViewName,
  { namespaces, shelf, told }: { namespaces: Namespaces; shelf: RowStore; told: RecordingInfo },
): LoadedView => {
  if (name !== 'apiServers') {
    const problem = scopeProblem(name, namespaces);
    return problem === undefined ? shelf.view(name) : { problem };
  }
  if (told.server) return { rows: [{ version: told.server }] };
  const message = 'the snapshot does not tell the version of the API server';
  return { problem: { status: 'error', reason: 'dependency', message } };
};

const readRecordedFolder = async (folder: string, tape: RecordingParts): Promise<RecordingInfo> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: Error) => {
    throw unreadableError(folder, cause);
  });
  const files = entries.filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name));
  for (const { parentPath, name } of files) {
    if (name !== RECORDING_FILE) await readRecordedFile(join(parentPath, name), tape);
  }
  return readRecordingInfo(folder);
};

const RECORDING_FILE = 'recording.json';

const readRecordingInfo = async (folder: string): Promise<RecordingInfo> => {
  const path = join(folder, RECORDING_FILE);
  let text: string;
  try {
    text = decodeText(await readFile(path));
  } catch {
    return {};
  }
  try {
    const { takenAt, server } = JSON.parse(text) as { takenAt?: string; server?: { gitVersion?: string } };
    return { takenAt, server: server?.gitVersion };
  } catch (cause) {
    throw new UsageError(`${path} is no JSON`, 'config', { cause });
  }
};

/** A file that breaks off spoils the kinds that it is known to hold; when none is known, nothing can be trusted. */
const readRecordedFile = async (path: string, tape: RecordingParts): Promise<RecordingInfo> => {
  const file = basename(path);
  const lists = createListReader(file, { shelf: tape.shelf, look: tape.newest.look });
  try {
    return await readFileInto(path, tape, lists);
  } catch (cause) {
    const isBroken = cause instanceof BrokenList || cause instanceof SyntaxError;
    if (!isBroken || lists.names.size === 0) throw unreadableError(join(basename(dirname(path)), file), cause);
    for (const name of lists.names) tape.shelf.spoil(name, `the snapshot's ${file} cannot be used: ${cause.message}`);
    return {};
  }
};

const readFileInto = async (
  path: string,
  { shelf, logs }: RecordingParts,
  lists: ReturnType<typeof createListReader>,
): Promise<RecordingInfo> => {
  const { first, chunks } = await openRecordedFile(path);
  if (first.includes('"KavmonSnapshot"')) return readKavmonSnapshot(chunks, shelf, logs.add);
  await readDocuments(chunks, { document: lists.document, log: logs.line });
  return {};
};

const unreadableError = (file: string, cause: unknown): UsageError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UsageError(`the snapshot ${file} cannot be read: ${why}`, 'config', { cause });
};
