import { type CustomKindName, customKinds } from '../../../../src/kubernetes/custom-kinds.ts';
import type { ResourceEntry } from '../../../../src/kubernetes/resource-entry.ts';
import { valueAt } from '../../../../src/kubernetes/views/custom-resources.ts';
import type { ApiError } from '../../../cluster/api.ts';
import type { TestCluster } from '../../../cluster/cluster.ts';
import type { CaseCondition, KindCase } from './kind-cases.ts';
import type { KindDefinition } from './kind-definitions.ts';
import { requiredFields } from './required-fields.ts';
import { setAt } from './set-at.ts';

export const KINDS_NAMESPACE = 'kinds';

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind.
type AnyObject = any;

/** A case as it stands in the cluster. */
export interface StoredCase extends KindCase {
  /** `Kind name`, as findings are compared. */
  readonly key: string;
  readonly path: string;
}

/** The served version of a kind that is read. @throws when its definition has none of them. */
export const servedVersion = (entry: ResourceEntry, { spec }: KindDefinition): string => {
  const known = [entry.version, ...(entry.olderVersions ?? [])];
  const served = known.find((version) => spec.versions.some((one) => one.name === version && one.served));
  if (served === undefined) throw new Error(`${entry.resource}.${entry.group} has none of ${known}`);
  return served;
};

/**
 * Creates the object of a case and writes what its controller would have written. Undefined when the schema of the kind has
 * no place for what an optional case is about.
 */
export const createCase = async (
  { request }: TestCluster,
  view: CustomKindName,
  version: string,
  one: KindCase,
): Promise<StoredCase | undefined> => {
  const entry: ResourceEntry = customKinds[view];
  const name = `${view}-${one.name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const place = entry.namespaced ? `/namespaces/${KINDS_NAMESPACE}` : '';
  const list = `/apis/${entry.group}/${version}${place}/${entry.resource}`;
  const path = `${list}/${name}`;
  const object: AnyObject = { apiVersion: `${entry.group}/${version}`, kind: entry.kind, metadata: { name } };
  Object.assign(object, structuredClone({ spec: requiredFields[view]?.spec ?? {} }));
  for (const [field, value] of Object.entries(one.fields ?? {})) setAt(object, field, value);
  const created = await request('POST', list, object);
  const written = { ...created, status: statusOf(view, object, one) };
  const stored = one.isSilent ? created : await orWhenOptional(one, () => writeStatus(request, path, written));
  const last = one.isBehind && stored ? await changeSpec(request, path, view) : stored;
  if (last !== undefined && keepsAll(last, one)) return { ...one, key: `${entry.kind} ${name}`, path };
  if (!one.isOptional) throw new Error(`${path} lost what it is about: ${JSON.stringify(last)}`);
  await request('DELETE', path);
  return undefined;
};

/** Undefined when the schema refuses what is optional. */
const orWhenOptional = (one: KindCase, write: () => Promise<AnyObject>): Promise<AnyObject> =>
  write().catch((error: ApiError) => {
    if (one.isOptional && error.status === 422) return undefined;
    throw error;
  });

const changeSpec = (request: TestCluster['request'], path: string, view: CustomKindName): Promise<AnyObject> => {
  const spec = requiredFields[view]?.change ?? { changed: true };
  return request('PATCH', path, { spec }, 'application/merge-patch+json');
};

const statusOf = (view: CustomKindName, object: AnyObject, { conditions, isBehind }: KindCase): object => ({
  ...requiredFields[view]?.status,
  ...object.status,
  // A Rollout writes it as text.
  ...(isBehind && { observedGeneration: view === 'argoRollouts' ? '1' : 1 }),
  ...(conditions.length > 0 && { conditions: conditions.map(wireCondition) }),
});

const wireCondition = ({ type, status, reason = 'Refused' }: CaseCondition) => {
  const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const times = { lastTransitionTime: now, lastUpdateTime: now };
  return { type, status, reason, message: `why ${type} is ${status}`, ...times, observedGeneration: 1 };
};

/** Argo CD's kind has no status subresource. */
const writeStatus = (request: TestCluster['request'], path: string, object: AnyObject): Promise<AnyObject> =>
  request('PUT', object.kind === 'Application' ? path : `${path}/status`, object);

/** Writes the condition of a flapping object anew, as of now. */
export const flap = async ({ request }: TestCluster, { path, conditions }: StoredCase): Promise<void> => {
  const object = await request('GET', path);
  const status = { ...object.status, conditions: conditions.map(wireCondition) };
  await writeStatus(request, path, { ...object, status });
};

/** Whether an object still has what its case is about, after its schema dropped what it does not know. */
const keepsAll = (object: AnyObject, one: KindCase): boolean => {
  const { conditions: kept = [], observedGeneration = kept[0]?.observedGeneration } = object.status ?? {};
  const hasConditions = one.conditions.every((condition) =>
    kept.some((other: AnyObject) => isSameCondition(other, condition, one)),
  );
  const hasFields = Object.keys(one.fields ?? {}).every((path) => valueAt(object, path) !== undefined);
  return hasConditions && hasFields && (!one.isBehind || Number(observedGeneration) < object.metadata.generation);
};

/** Conditions of Argo CD have no status; those of KEDA have no time, and count when the object is old enough. */
const isSameCondition = (kept: AnyObject, { type, status }: CaseCondition, { isOptional, isFlapping }: KindCase) => {
  const hasStatus = kept.status === status || (kept.status === undefined && !isOptional);
  return kept.type === type && hasStatus && (!isFlapping || kept.lastTransitionTime !== undefined);
};
