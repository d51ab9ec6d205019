import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { nearest } from '../../text/nearest.ts';
import type { Explainer } from '../explainer.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ViewName } from '../resources.ts';
import type { Gathered, OpenView, OpenViews, ViewProblem } from '../rows/cluster-data.ts';
import { forget } from '../rows/intern.ts';
import { type Namespaces, scopeProblem } from '../scope.ts';
import { readDocuments } from './documents.ts';
import { textOf } from './encoding.ts';
import { readOwn } from './kavmon-snapshot.ts';
import { listReader } from './list-reader.ts';
import { createNewest } from './newest-time.ts';
import { openFile } from './open-file.ts';
import { createLogs, type Logs } from './recorded-logs.ts';
import { createShelf, type Shelf } from './row-store.ts';

export interface ReplayRequest {
  /** A folder, or a file. */
  readonly path: string;
  readonly views: readonly ViewName[];
  /** Null: everything in it. */
  readonly namespaces: Namespaces;
}

export interface Replayed {
  readonly gathered: Gathered & { readonly views: OpenViews };
  readonly explainer: Explainer;
}

interface Told {
  readonly takenAt?: string | undefined;
  readonly server?: string | null | undefined;
  /** Those that were read, when it was not all. */
  readonly namespaces?: readonly string[] | null;
}

interface Tape {
  readonly shelf: Shelf;
  readonly logs: Logs;
  readonly newest: ReturnType<typeof createNewest>;
}

/**
 * Reads a recorded cluster: a folder or a file of `kubectl get ... -o json` lists, what `kubectl cluster-info dump`
 * wrote, or a snapshot of our own; a file of one object is a list of one. A kind that it lacks, or has in part only, is
 * a problem of that view, never no rows.
 *
 * @throws {UsageError} when there is no such file, it is no recording, or it tells no time to judge by.
 */
export const replay = async (request: ReplayRequest): Promise<Replayed> => {
  const { path, namespaces } = request;
  const isFolder = await isFolderAt(path);
  const seen = new Set<string>();
  const tape: Tape = {
    shelf: createShelf((namespace) => {
      if (namespaces === null || namespace === undefined) return true;
      seen.add(namespace);
      return namespaces.includes(namespace);
    }),
    logs: createLogs(isFolder ? path : undefined),
    newest: createNewest(),
  };
  const told = isFolder ? await readFolder(path, tape) : await readFileAt(path, tape);
  const now = told.takenAt === undefined ? tape.newest.time() : Date.parse(told.takenAt);
  if (now === undefined || Number.isNaN(now)) {
    throw new UsageError(
      told.takenAt === undefined
        ? `the snapshot ${path} tells no time to judge by: no recording.json and no time in its objects`
        : `the snapshot ${path} tells no time to judge by: takenAt is ${JSON.stringify(told.takenAt)}`,
      'config',
    );
  }
  forget();
  const unseen = unseenProblem(namespaces, new Set([...seen, ...(told.namespaces ?? [])]));
  const open = (name: ViewName) =>
    unseen ? { problem: unseen } : viewOf(name, { ...request, shelf: tape.shelf, told });
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

const isFolderAt = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new UsageError(`there is no snapshot ${path}`, 'config', { cause });
  }
};

/** Nothing was recorded of a namespace that is asked for: that it has no objects would be no health. */
const unseenProblem = (namespaces: Namespaces, known: ReadonlySet<string>): ViewProblem | undefined => {
  const name = namespaces?.find((wanted) => !known.has(wanted));
  if (name === undefined) return undefined;
  const near = nearest(name, [...known]);
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  return { status: 'error', reason: 'config', message: `the snapshot has nothing of a namespace ${name}${hint}` };
};

const viewOf = (
  name: ViewName,
  { namespaces, shelf, told }: { namespaces: Namespaces; shelf: Shelf; told: Told },
): OpenView => {
  if (name !== 'apiServers') {
    const problem = scopeProblem(name, namespaces);
    return problem === undefined ? shelf.view(name) : { problem };
  }
  if (told.server) return { rows: [{ version: told.server }] };
  const message = 'the snapshot does not tell the version of the API server';
  return { problem: { status: 'error', reason: 'dependency', message } };
};

const readFolder = async (folder: string, tape: Tape): Promise<Told> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: Error) => {
    throw unreadable(folder, cause);
  });
  const files = entries.filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name));
  for (const { parentPath, name } of files) {
    if (name !== RECORDING) await readFileAt(join(parentPath, name), tape);
  }
  return readRecording(folder);
};

const RECORDING = 'recording.json';

const readRecording = async (folder: string): Promise<Told> => {
  const path = join(folder, RECORDING);
  let text: string;
  try {
    text = textOf(await readFile(path));
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
const readFileAt = async (path: string, tape: Tape): Promise<Told> => {
  const file = basename(path);
  const lists = listReader(file, { shelf: tape.shelf, look: tape.newest.look });
  try {
    return await readInto(path, tape, lists);
  } catch (cause) {
    const isBroken = cause instanceof BrokenList || cause instanceof SyntaxError;
    if (!isBroken || lists.names.size === 0) throw unreadable(join(basename(dirname(path)), file), cause);
    for (const name of lists.names) tape.shelf.spoil(name, `the snapshot's ${file} cannot be used: ${cause.message}`);
    return {};
  }
};

const readInto = async (path: string, { shelf, logs }: Tape, lists: ReturnType<typeof listReader>): Promise<Told> => {
  const { first, chunks } = await openFile(path);
  if (first.includes('"KavmonSnapshot"')) return readOwn(chunks, shelf, logs.add);
  await readDocuments(chunks, { document: lists.document, log: logs.line });
  return {};
};

const unreadable = (file: string, cause: unknown): UsageError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UsageError(`the snapshot ${file} cannot be read: ${why}`, 'config', { cause });
};
