import { namedObject } from '../../src/kubernetes/namesakes.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import type { ResourceFault } from './resource-rule.ts';

/** What is wrong with an Application: https://argo-cd.readthedocs.io/en/stable/operator-manual/health/ */
export const applicationFaults = (row: CustomResourceRow, now: number): readonly ResourceFault[] => [
  ...errorFaults(row, now),
  ...operationFaults(row, now),
  ...healthFaults(row, now),
];

/** Its conditions have no status: one is there as long as the error lasts. */
const errorFaults = ({ conditions, createdAt }: CustomResourceRow, now: number): readonly ResourceFault[] =>
  conditions
    .filter(({ type }) => type.endsWith('Error'))
    .map(({ type, message = '', at = createdAt }) => ({
      reason: 'resource_not_ready',
      level: 'fault',
      text: `${type} for ${formatDuration(now - at)}: ${message}`,
      since: at,
    }));

const operationFaults = ({ fields }: CustomResourceRow, now: number): readonly ResourceFault[] => {
  const phase = fields['status.operationState.phase'];
  if ((phase !== 'Failed' && phase !== 'Error') || fields['status.sync.status'] === 'Synced') return [];
  const finishedAt = Date.parse(String(fields['status.operationState.finishedAt'] ?? ''));
  const ago = Number.isNaN(finishedAt) ? '' : ` ${formatDuration(now - finishedAt)} ago`;
  const text = `its last sync failed${ago}: ${fields['status.operationState.message'] ?? phase}`;
  return [
    { reason: 'resource_not_ready', level: 'fault', text, ...(Number.isNaN(finishedAt) ? {} : { since: finishedAt }) },
  ];
};

interface DeployedObject {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly health?: Health;
}

/**
 * The objects of an Application that its own health comes from. Argo CD 3 does not write the health of each: then all of them
 * may be the reason why the whole is degraded.
 */
export const unhealthyObjects = ({ fields }: CustomResourceRow): readonly ObjectRef[] => {
  const list = fields['status.resources'];
  const deployed = Array.isArray(list) ? (list as unknown as readonly DeployedObject[]) : [];
  const isDegraded = ((fields['status.health'] ?? {}) as Health).status === 'Degraded';
  const isUnwritten = isDegraded && deployed.every(({ health }) => health?.status === undefined);
  return deployed
    .filter(({ health }) => isUnwritten || (health?.status !== undefined && health.status !== 'Healthy'))
    .map(({ group, kind, namespace, name }) =>
      namedObject({ kind, ...(group ? { group } : {}), ...(namespace ? { namespace } : {}), name }),
    );
};

interface Health {
  readonly status?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

const healthFaults = ({ fields }: CustomResourceRow, now: number): readonly ResourceFault[] => {
  const { status, message, lastTransitionTime } = (fields['status.health'] ?? {}) as Health;
  if (status !== 'Degraded' && (status !== 'Missing' || isSyncing(fields))) return [];
  const since = Date.parse(lastTransitionTime ?? '');
  const how = Number.isNaN(since) ? '' : ` for ${formatDuration(now - since)}`;
  const text = `health is ${status}${how}${message === undefined ? '' : `: ${message}`}`;
  return [{ reason: 'resource_not_ready', level: 'fault', text, ...(Number.isNaN(since) ? {} : { since }) }];
};

/** While a sync runs, what it is to make is not there yet. */
const isSyncing = (fields: CustomResourceRow['fields']): boolean => fields['status.operationState.phase'] === 'Running';
