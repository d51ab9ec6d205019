import { limitMessage } from '../api/error-response.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { readLines } from './read-lines.ts';
import type { RecordedObject, RowStore } from './row-store.ts';

/** The first line of a snapshot that Kavmon saved. Every line is one JSON value: these four, and objects. */
export interface SnapshotHeader {
  readonly kind: 'KavmonSnapshot';
  readonly version: 1;
  readonly takenAt: string;
  readonly server: string | null;
  /** Null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
}

/** The last lines of a container's log. */
export interface SnapshotLog {
  readonly kind: 'KavmonLog';
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly lines: readonly string[];
}

/** Makes the objects of one list before it void: the list was read again from its start. */
export interface SnapshotRestart {
  readonly kind: 'KavmonRestart';
  readonly view: string;
  /** Null: of all namespaces. */
  readonly namespace: string | null;
}

/** The last line, without which the snapshot is not whole: of every resource the number of objects, or its problem. */
export interface SnapshotEnd {
  readonly kind: 'KavmonSnapshotEnd';
  /** When the last list was read: the time to judge by. */
  readonly takenAt: string;
  readonly views: { readonly [name: string]: { readonly count: number } | { readonly problem: ViewProblem } };
}

type SnapshotLine = RecordedObject | SnapshotHeader | SnapshotLog | SnapshotRestart | SnapshotEnd;

/**
 * Reads a snapshot that `kavmon snapshot save` wrote.
 *
 * @throws {BrokenList} when it is of another version, or broke off.
 */
export const readKavmonSnapshot = async (
  chunks: AsyncIterable<Buffer>,
  store: RowStore,
  onLog: (log: SnapshotLog) => void,
): Promise<Pick<SnapshotHeader, 'takenAt' | 'server' | 'namespaces'>> => {
  let header: SnapshotHeader | undefined;
  let end: SnapshotEnd | undefined;
  const take = (line: SnapshotLine) => {
    if (line.kind === 'KavmonSnapshotEnd') {
      end = line as SnapshotEnd;
      finishViews(end, store);
    } else if (line.kind === 'KavmonLog') onLog(line as SnapshotLog);
    else if (line.kind === 'KavmonRestart') restartList(line as SnapshotRestart, store);
    else addObject(line as RecordedObject, store);
  };
  for await (const { text, isWhole } of readLines(chunks)) {
    if (!isWhole) break;
    const line = JSON.parse(text) as SnapshotLine;
    if (header === undefined) header = requireHeader(line);
    else take(line);
  }
  if (header === undefined || end === undefined) throw new BrokenList('it broke off before its end');
  return { takenAt: end.takenAt, server: header.server, namespaces: header.namespaces };
};

const requireHeader = (line: unknown): SnapshotHeader => {
  const header = line as SnapshotHeader;
  if (header.kind !== 'KavmonSnapshot') throw new BrokenList('it is not a snapshot of kavmon');
  if (header.version !== 1) throw new BrokenList(`it is of version ${header.version}, which this kavmon cannot read`);
  return header;
};

const restartList = ({ view, namespace }: SnapshotRestart, store: RowStore): void => {
  const name = store.nameOfView(view);
  if (name !== undefined) store.restart(name, namespace);
};

const addObject = (object: RecordedObject, store: RowStore): void => {
  const name = store.nameOfKind(object.apiVersion, object.kind);
  if (name !== undefined) store.add(name, object);
};

/** In UTF-16 units: longer than any that kavmon saves. */
const MAX_PROBLEM_LENGTH = 2_000;

/** A snapshot may come from anybody: of its texts only the texts. */
const readProblem = ({ said, message, ...problem }: ViewProblem): ViewProblem => ({
  ...problem,
  message: limitMessage(String(message), MAX_PROBLEM_LENGTH),
  ...(typeof said === 'string' ? { said } : {}),
});

const finishViews = ({ views }: SnapshotEnd, store: RowStore): void => {
  for (const [view, outcome] of Object.entries(views)) {
    const name = store.nameOfView(view);
    if (name === undefined) continue;
    if ('problem' in outcome) store.markMissing(name, readProblem(outcome.problem));
    else {
      store.markPresent(name);
      store.markWhole(name);
    }
  }
};
