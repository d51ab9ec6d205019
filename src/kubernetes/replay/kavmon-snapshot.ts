import { BrokenList } from '../lists/chunk-buffer.ts';
import { type Listed, resources } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { type RecordedObject, type RowStore, resourceNameOfKind } from './row-store.ts';

/** First line of a snapshot of our own; every line is one JSON value. */
export interface SnapshotHeader {
  readonly kind: 'KavmonSnapshot';
  readonly version: 1;
  readonly takenAt: string;
  readonly server: string | null;
  /** Null: all of them. */
  readonly namespaces: readonly string[] | null;
}

/** A line with the last lines of a container's log. */
export interface SnapshotLog {
  readonly kind: 'KavmonLog';
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly lines: readonly string[];
}

/** A line that makes the objects of one list before it void: the list was read anew. */
export interface SnapshotRestart {
  readonly kind: 'KavmonRestart';
  readonly view: string;
  /** Null: of all namespaces. */
  readonly namespace: string | null;
}

/** Last line: without it the snapshot is not whole. Says of every kind how many objects there are, or why none. */
export interface SnapshotEnd {
  readonly kind: 'KavmonSnapshotEnd';
  /** When the last of it was read: the clock to judge by. */
  readonly takenAt: string;
  readonly views: { readonly [name: string]: { readonly count: number } | { readonly problem: ViewProblem } };
}

const LINE_FEED = 10;

/** Lines of a stream; the last one counts only when it is ended. */
async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, feed)]).toString();
      rest = [];
      from = feed + 1;
    }
    rest.push(chunk.subarray(from));
  }
}

type SnapshotLine = RecordedObject | SnapshotHeader | SnapshotLog | SnapshotRestart | SnapshotEnd;

const isResourceName = (name: string): name is Listed => Object.hasOwn(resources, name);

/**
 * Reads a snapshot that `kavmon snapshot save` wrote.
 *
 * @throws {BrokenList} when it is of another version, or broke off.
 */
export const readKavmonSnapshot = async (
  chunks: AsyncIterable<Buffer>,
  shelf: RowStore,
  onLog: (log: SnapshotLog) => void,
): Promise<Pick<SnapshotHeader, 'takenAt' | 'server' | 'namespaces'>> => {
  let header: SnapshotHeader | undefined;
  let end: SnapshotEnd | undefined;
  const take = (line: SnapshotLine) => {
    if (line.kind === 'KavmonSnapshotEnd') {
      end = line as SnapshotEnd;
      finishViews(end, shelf);
    } else if (line.kind === 'KavmonLog') onLog(line as SnapshotLog);
    else if (line.kind === 'KavmonRestart') restartList(line as SnapshotRestart, shelf);
    else addObject(line as RecordedObject, shelf);
  };
  for await (const text of readLines(chunks)) {
    const line = JSON.parse(text) as SnapshotLine;
    if (header === undefined) header = requireHeader(line);
    else take(line);
  }
  if (header === undefined || end === undefined) throw new BrokenList('it broke off before its end');
  return { takenAt: end.takenAt, server: header.server, namespaces: header.namespaces };
};

const requireHeader = (line: unknown): SnapshotHeader => {
  const header = line as SnapshotHeader;
  if (header.kind !== 'KavmonSnapshot') throw new BrokenList('it is no snapshot of kavmon');
  if (header.version !== 1) throw new BrokenList(`it is of version ${header.version}, which this kavmon cannot read`);
  return header;
};

const restartList = ({ view, namespace }: SnapshotRestart, shelf: RowStore): void => {
  if (isResourceName(view)) shelf.restart(view, namespace);
};

const addObject = (object: RecordedObject, shelf: RowStore): void => {
  const name = resourceNameOfKind(object.apiVersion, object.kind);
  if (name !== undefined) shelf.add(name, object);
};

const finishViews = ({ views }: SnapshotEnd, shelf: RowStore): void => {
  for (const [name, outcome] of Object.entries(views)) {
    if (!isResourceName(name)) continue;
    if ('problem' in outcome) shelf.lacks(name, outcome.problem);
    else shelf.has(name);
  }
};
