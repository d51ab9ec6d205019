import type { ResourceEntry } from '../kubernetes/resource-entry.ts';
import { type ListedViewName, projectObject, type RowOf, resourceTable } from '../kubernetes/resources.ts';
import type { ApiObject } from './api-objects.ts';
import { defaultMetadata, defaultObjects } from './default-objects.ts';

/**
 * The row of a view, made as kavmon makes it of what the API server sends. `object` has the fields that matter to the test,
 * named as in YAML; the rest is a healthy object `web` in the namespace `shop`, an hour old. Mappings are merged with the
 * default, lists replace it, and their items are completed from the first item of the default list.
 *
 * @throws {TypeError} when there is no such view.
 */
export const row = <const View extends ListedViewName>(view: View, object?: ApiObject<View>): RowOf<View> => {
  const entry: ResourceEntry | undefined = Object.hasOwn(resourceTable, view) ? resourceTable[view] : undefined;
  if (entry === undefined) throw new TypeError(`there is no view "${view}"`);
  const base = mergeFields({ metadata: defaultMetadata(entry.namespaced) }, defaultObjects[view] ?? {});
  const whole = mergeFields(base, object ?? {}) as {
    readonly metadata: { readonly name: string; readonly uid?: string };
  };
  const { metadata } = whole;
  return projectObject(view, { ...whole, metadata: { uid: `uid-${entry.kind}-${metadata.name}`, ...metadata } });
};

type AnyFields = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is AnyFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mergeFields = (base: object, given: object): AnyFields => {
  const keys = new Set([...Object.keys(base), ...Object.keys(given)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in given ? mergeValue((base as AnyFields)[key], (given as AnyFields)[key]) : (base as AnyFields)[key],
    ]),
  );
};

/** An undefined value takes the default away. */
const mergeValue = (base: unknown, given: unknown): unknown => {
  if (Array.isArray(given)) {
    const [first] = Array.isArray(base) ? base : [];
    return given.map((item) => mergeValue(first, item));
  }
  return isMapping(base) && isMapping(given) ? mergeFields(base, given) : given;
};

/** Makes a row of one view, as {@link row} does. */
export type RowBuilder<View extends ListedViewName> = (object?: ApiObject<View>) => RowOf<View>;

const rowBuilder =
  <const View extends ListedViewName>(view: View): RowBuilder<View> =>
  (object) =>
    row(view, object);

/** A row of `pods`: a ready pod with one container on `node-1`. */
export const pod: RowBuilder<'pods'> = rowBuilder('pods');
/** A row of `deployments`: one replica, available. */
export const deployment: RowBuilder<'deployments'> = rowBuilder('deployments');
/** A row of `replicaSets`: one replica, available. */
export const replicaSet: RowBuilder<'replicaSets'> = rowBuilder('replicaSets');
/** A row of `statefulSets`: one replica, available. */
export const statefulSet: RowBuilder<'statefulSets'> = rowBuilder('statefulSets');
/** A row of `daemonSets`: a pod on the one node. */
export const daemonSet: RowBuilder<'daemonSets'> = rowBuilder('daemonSets');
/** A row of `jobs`: complete. */
export const job: RowBuilder<'jobs'> = rowBuilder('jobs');
/** A row of `cronJobs`: hourly, its last run succeeded. */
export const cronJob: RowBuilder<'cronJobs'> = rowBuilder('cronJobs');
/** A row of `services`: port 80 of the pods `app=web`. */
export const service: RowBuilder<'services'> = rowBuilder('services');
/** A row of `endpointSlices`: one ready endpoint of the Service `web`. */
export const endpointSlice: RowBuilder<'endpointSlices'> = rowBuilder('endpointSlices');
/** A row of `ingresses`: without rules. */
export const ingress: RowBuilder<'ingresses'> = rowBuilder('ingresses');
/** A row of `nodes`: ready, with 4 cores and 8 GiB. */
export const node: RowBuilder<'nodes'> = rowBuilder('nodes');
/** A row of `namespaces`: active. */
export const namespace: RowBuilder<'namespaces'> = rowBuilder('namespaces');
/** A row of `persistentVolumeClaims`: bound, 1 GiB. */
export const persistentVolumeClaim: RowBuilder<'persistentVolumeClaims'> = rowBuilder('persistentVolumeClaims');
