import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ListEnvelope } from '../lists/list-splitter.ts';
import type { ResourceName } from '../resources.ts';
import type { DocumentHandlers } from './documents.ts';
import type { RecordedObject, RowStore } from './row-store.ts';

interface ObjectSink {
  readonly store: RowStore;
  /** Is shown the JSON text of every object. */
  onObject(text: string): void;
}

/** The resource of a list: `PodList` holds pods. A `List` is mixed, its items have their own kinds. */
const resourceNameOfList = (
  { nameOfKind }: RowStore,
  { apiVersion, kind }: Pick<RecordedObject, 'apiVersion' | 'kind'>,
): ResourceName | undefined =>
  kind?.endsWith('List') ? nameOfKind(apiVersion, kind.slice(0, -'List'.length)) : undefined;

const parseHead = (text: string): RecordedObject => {
  try {
    return JSON.parse(`${text}]}`) as RecordedObject;
  } catch {
    return {};
  }
};

/** Stores the objects of the lists in one file. `names` are the resources that it was found to hold so far. */
export const createListReader = (file: string, { store, onObject }: ObjectSink) => {
  const ofFile = store.nameOfFile(file);
  const names = new Set<ResourceName>(ofFile ? [ofFile] : []);
  const markPresent = (name: ResourceName | undefined) => {
    if (name === undefined) return;
    names.add(name);
    store.markPresent(name);
    // What has files of its own stands in no other file.
    if (name === ofFile) store.markWhole(name);
  };
  const add = (name: ResourceName | undefined, object: RecordedObject) => {
    if (name === undefined) return;
    markPresent(name);
    store.add(name, object);
  };
  /** `kubectl get pod x -o json` writes a single object: a list of one. */
  const addSingle = (envelope: ListEnvelope) => {
    if (envelope.kind === undefined) return;
    onObject(JSON.stringify(envelope));
    add(store.nameOfKind(envelope.apiVersion, envelope.kind), envelope as RecordedObject);
  };
  const document = (): DocumentHandlers => {
    let ofHead: ResourceName | undefined;
    return {
      head: (text) => {
        ofHead = resourceNameOfList(store, parseHead(text));
        markPresent(ofHead);
      },
      item: (text) => {
        onObject(text);
        const object = JSON.parse(text) as RecordedObject;
        if (object.kind !== undefined) return add(store.nameOfKind(object.apiVersion, object.kind), object);
        if (!ofHead && !ofFile) throw new BrokenList('neither its objects nor what stands before them tell a kind');
        add(ofHead ?? ofFile, object);
      },
      end: (envelope: ListEnvelope) => {
        if (envelope.items === undefined) return addSingle(envelope);
        markPresent(resourceNameOfList(store, envelope));
        if (envelope.metadata?.continue) throw new BrokenList('it is one page of a longer list');
        markPresent(ofFile);
      },
    };
  };
  return { document, names };
};
