import { BrokenList } from '../lists/chunk-buffer.ts';
import type { Envelope } from '../lists/list-splitter.ts';
import type { Listed } from '../resources.ts';
import type { DocumentHandlers } from './documents.ts';
import { nameOfFile, nameOfKind, type Recorded, type Shelf } from './row-store.ts';

interface Sink {
  readonly shelf: Shelf;
  /** Sees the text of every object. */
  look(text: string): void;
}

/** `PodList` holds pods; a plain `List` is mixed and its items tell their kind. */
const nameOfList = ({ apiVersion, kind }: Pick<Recorded, 'apiVersion' | 'kind'>): Listed | undefined =>
  kind?.endsWith('List') ? nameOfKind(apiVersion, kind.slice(0, -'List'.length)) : undefined;

const headOf = (text: string): Recorded => {
  try {
    return JSON.parse(`${text}]}`) as Recorded;
  } catch {
    return {};
  }
};

/** Puts the objects of one file's lists on the shelf. `names`: what the file was found to hold so far. */
export const listReader = (file: string, { shelf, look }: Sink) => {
  const fromFile = nameOfFile(file);
  const names = new Set<Listed>(fromFile ? [fromFile] : []);
  const note = (name: Listed | undefined) => {
    if (name === undefined) return;
    names.add(name);
    shelf.has(name);
  };
  const put = (name: Listed | undefined, object: Recorded) => {
    if (name === undefined) return;
    note(name);
    shelf.add(name, object);
  };
  /** What `kubectl get pod x -o json` writes: a list of one. */
  const alone = (envelope: Envelope) => {
    if (envelope.kind === undefined) return;
    look(JSON.stringify(envelope));
    put(nameOfKind(envelope.apiVersion, envelope.kind), envelope as Recorded);
  };
  const document = (): DocumentHandlers => {
    let fromHead: Listed | undefined;
    return {
      head: (text) => {
        fromHead = nameOfList(headOf(text));
        note(fromHead);
      },
      item: (text) => {
        look(text);
        const object = JSON.parse(text) as Recorded;
        if (object.kind !== undefined) return put(nameOfKind(object.apiVersion, object.kind), object);
        if (!fromHead && !fromFile) throw new BrokenList('neither its objects nor what stands before them tell a kind');
        put(fromHead ?? fromFile, object);
      },
      end: (envelope: Envelope) => {
        if (envelope.items === undefined) return alone(envelope);
        note(nameOfList(envelope));
        if (envelope.metadata?.continue) throw new BrokenList('it is one page of a longer list');
        note(fromFile);
      },
    };
  };
  return { document, names };
};
