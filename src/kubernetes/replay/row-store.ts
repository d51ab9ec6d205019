import type { ViewName } from '../resources.ts';
import { fullResourceName, type Listed, listed, projectObject, resources } from '../resources.ts';
import type { LoadedView, ViewProblem } from '../rows/cluster-data.ts';
import type { EventRow } from '../views/events.ts';

/** An object as a recording has it. */
export interface RecordedObject {
  readonly kind?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly uid?: string };
}

const apiGroupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';

const NAME_BY_KIND = new Map(listed.map((name) => [`${resources[name].group}/${resources[name].kind}`, name]));
const NAME_BY_FILE = new Map(listed.map((name) => [fullResourceName(resources[name]), name]));

/** What is of this kind, whatever the version; undefined: of no interest. */
export const resourceNameOfKind = (apiVersion: string | undefined, kind: string | undefined): Listed | undefined =>
  NAME_BY_KIND.get(`${apiGroupOf(apiVersion ?? '')}/${kind}`);

/** What a file of this name holds: `pods.json`, `jobs.batch.json`. */
export const resourceNameOfFile = (file: string): Listed | undefined =>
  NAME_BY_FILE.get(file.replace(/\.json(\.gz)?$/, ''));

const wantedVersion = (name: Listed): string => {
  const { group, version } = resources[name];
  return group ? `${group}/${version}` : version;
};

/** Rows of a recording as they come, by name, each object once. `keep`: asked of the namespace of each object. */
export const createRowStore = (keep: (namespace: string | undefined) => boolean) => {
  const rows = new Map<Listed, Map<string, unknown>>();
  const problems = new Map<Listed, ViewProblem>();
  const present = (name: Listed): Map<string, unknown> => {
    const known = rows.get(name) ?? new Map<string, unknown>();
    rows.set(name, known);
    return known;
  };
  const spoil = (name: Listed, message: string): void => {
    problems.set(name, { status: 'error', reason: 'protocol', message });
  };
  return {
    /** The recording has this kind, perhaps with no object of it. */
    has: (name: Listed): void => {
      present(name);
    },
    /** What was recorded of this kind may not be judged. */
    spoil,
    /** The recorder could not read it, and said why. */
    lacks: (name: Listed, problem: ViewProblem): void => {
      problems.set(name, problem);
    },
    /** What came of this list so far is void. */
    restart: (name: Listed, namespace: string | null): void => {
      const known = present(name);
      for (const [key, row] of known) {
        const of = (row as { ref?: { namespace?: string } }).ref?.namespace;
        if (namespace === null || of === namespace) known.delete(key);
      }
    },
    add: (name: Listed, object: RecordedObject): void => {
      const version = object.apiVersion ?? wantedVersion(name);
      const { resource, kind } = resources[name];
      if (version !== wantedVersion(name)) {
        spoil(name, `the snapshot has ${resource} as ${version}, ${wantedVersion(name)} is needed`);
        return;
      }
      const { namespace, name: own, uid } = object.metadata ?? {};
      const key = uid ?? `${kind}/${namespace}/${own}`;
      if (keep(name === 'namespaces' ? own : namespace)) present(name).set(key, projectObject(name, object));
    },
    events: (): readonly EventRow[] => [...(rows.get('events')?.values() ?? [])] as EventRow[],
    view: (name: Exclude<ViewName, 'apiServers'>): LoadedView => {
      const problem = problems.get(name);
      if (problem !== undefined) return { problem };
      const known = rows.get(name);
      if (known !== undefined) return { rows: [...known.values()] as never };
      const full = fullResourceName(resources[name]);
      return {
        problem: {
          status: 'error',
          reason: 'dependency',
          message: `the snapshot has no ${full}: record it with "kubectl get ${full} -A -o json > ${full}.json"`,
        },
      };
    },
  };
};

export type RowStore = ReturnType<typeof createRowStore>;
