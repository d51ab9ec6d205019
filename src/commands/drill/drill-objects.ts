import type { ApiClient } from '../../kubernetes/api/client.ts';
import { ApiFailure } from '../../kubernetes/api/failure.ts';
import { readJsonBody } from '../../kubernetes/api/read-json.ts';
import { readListedObjects } from './listed-objects.ts';
import { type Manifest, RUN_LABEL } from './manifests.ts';

/** The lists that a drill writes to, and what it does there. Pods are made by controllers, and may be left by them. */
export const DRILL_RESOURCES = [
  { kind: 'Deployment', group: 'apps', version: 'v1', resource: 'deployments', verbs: ['create', 'delete'] },
  { kind: 'Job', group: 'batch', version: 'v1', resource: 'jobs', verbs: ['create', 'delete'] },
  { kind: 'Service', group: '', version: 'v1', resource: 'services', verbs: ['create', 'delete'] },
  { kind: 'Pod', group: '', version: 'v1', resource: 'pods', verbs: ['delete'] },
] as const;

type DrillResource = (typeof DRILL_RESOURCES)[number];

/** An object that a drill made. */
export interface DrillObject {
  readonly kind: DrillResource['kind'];
  readonly name: string;
  /** The drill that made it. */
  readonly run: string;
}

const listPathOf = ({ group, version, resource }: DrillResource, namespace: string): string =>
  `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/namespaces/${encodeURIComponent(namespace)}/${resource}`;

const resourceOfKind = (kind: DrillResource['kind']): DrillResource =>
  DRILL_RESOURCES.find((one) => one.kind === kind) as DrillResource;

/** Creates an object. @throws {ApiFailure} when the API server refuses it. */
export const createObject = async (client: ApiClient, manifest: Manifest): Promise<void> => {
  const path = listPathOf(resourceOfKind(manifest.kind), manifest.metadata.namespace);
  await client.write('POST', path, manifest, readJsonBody);
};

const UNHEARD_KINDS: ReadonlySet<string> = new Set(['network', 'silent', 'slow', 'broken', 'ended']);

/** Whether the API server may have done what it was asked, now or later, though it did not say so: a webhook may hold it up. */
export const mayTakeEffect = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === undefined ? UNHEARD_KINDS.has(error.kind) : error.status >= 500);

/** What drills have made in the namespace, of this run and of others. @throws {ApiFailure} when it cannot be listed. */
export const listDrillObjects = async (client: ApiClient, namespace: string): Promise<readonly DrillObject[]> => {
  const lists = DRILL_RESOURCES.map(async (one) => {
    const path = `${listPathOf(one, namespace)}?labelSelector=${encodeURIComponent(RUN_LABEL)}`;
    const objects = await client.get(path, readListedObjects(one.kind));
    return objects.flatMap(({ name, run }) => (run === undefined ? [] : [{ kind: one.kind, name, run }]));
  });
  return (await Promise.all(lists)).flat();
};

/** Names of objects in the namespace that no drill made, as `Deployment web`. @throws {ApiFailure} when they cannot be listed. */
export const listForeignObjects = async (client: ApiClient, namespace: string): Promise<readonly string[]> => {
  const lists = DRILL_RESOURCES.map(async (one) => {
    const path = `${listPathOf(one, namespace)}?labelSelector=${encodeURIComponent(`!${RUN_LABEL}`)}&limit=10`;
    const objects = await client.get(path, readListedObjects(one.kind));
    return objects.flatMap(({ name, run }) => (run === undefined ? [`${one.kind} ${name}`] : []));
  });
  return (await Promise.all(lists)).flat();
};

/** Deletes an object with what it owns; that it is gone already is no fault. @throws {ApiFailure} when it is refused. */
export const deleteObject = async (
  client: ApiClient,
  namespace: string,
  { kind, name }: DrillObject,
): Promise<void> => {
  const path = `${listPathOf(resourceOfKind(kind), namespace)}/${encodeURIComponent(name)}`;
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', gracePeriodSeconds: 0 };
  await client.write('DELETE', path, options, readJsonBody).catch((error: unknown) => {
    if (!(error instanceof ApiFailure && error.status === 404)) throw error;
  });
};

/** The labels of a namespace; undefined: there is none of that name. @throws {ApiFailure} when it cannot be read. */
export const readNamespaceLabels = async (
  client: ApiClient,
  namespace: string,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  try {
    const { metadata } = await client.get<{ metadata?: { labels?: Record<string, string> } | null }>(
      path,
      readJsonBody,
    );
    return metadata?.labels ?? {};
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
};
