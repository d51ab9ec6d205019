import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ListEnvelope } from '../lists/list-splitter.ts';
import type { Listed } from '../resources.ts';
import type { DocumentHandlers } from './documents.ts';
import { type RecordedObject, type RowStore, resourceNameOfFile, resourceNameOfKind } from './row-store.ts';

interface ObjectSink {
  readonly shelf: RowStore;
  /** Sees the text of every object. */
  look(text: string): void;
}

/** `PodList` holds pods; a plain `List` is mixed and its items tell their kind. */
const resourceNameOfList = ({ apiVersion, kind }: Pick<RecordedObject, 'apiVersion' | 'kind'>): Listed | undefined =>
  kind?.endsWith('List') ? resourceNameOfKind(apiVersion, kind.slice(0, -'List'.length)) : undefined;

const parseHead = (text: string): RecordedObject => {
  try {
    return JSON.parse(`${text}]}`) as RecordedObject;
  } catch {
    return {};
  }
};

/** Puts the objects of one file's lists on the shelf. `names`: what the file was found to hold so far. */
export const createListReader = (file: string, { shelf, look }: ObjectSink) => {
  const fromFile = resourceNameOfFile(file);
  const names = new Set<Listed>(fromFile ? [fromFile] : []);
  const note = (name: Listed | undefined) => {
    if (name === undefined) return;
    names.add(name);
    shelf.has(name);
  };
  const put = (name: Listed | undefined, object: RecordedObject) => {
    if (name === undefined) return;
    note(name);
    shelf.add(name, object);
  };
  /** What `kubectl get pod x -o json` writes: a list of one. */
  const alone = (envelope: ListEnvelope) => {
    if (envelope.kind === undefined) return;
    look(JSON.stringify(envelope));
    put(resourceNameOfKind(envelope.apiVersion, envelope.kind), envelope as RecordedObject);
  };
  const document = (): DocumentHandlers => {
    let fromHead: Listed | undefined;
    return {
      head: (text) => {
        fromHead = resourceNameOfList(parseHead(text));
        note(fromHead);
      },
      item: (text) => {
        look(text);
        const object = JSON.parse(text) as RecordedObject;
        if (object.kind !== undefined) return put(resourceNameOfKind(object.apiVersion, object.kind), object);
        if (!fromHead && !fromFile) throw new BrokenList('neither its objects nor what stands before them tell a kind');
        put(fromHead ?? fromFile, object);
      },
      end: (envelope: ListEnvelope) => {
        if (envelope.items === undefined) return alone(envelope);
        note(resourceNameOfList(envelope));
        if (envelope.metadata?.continue) throw new BrokenList('it is one page of a longer list');
        note(fromFile);
      },
    };
  };
  return { document, names };
};
