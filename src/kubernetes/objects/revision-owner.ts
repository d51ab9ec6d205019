import type { Labels } from './label-selector.ts';

/** An owner in the same namespace. */
export interface OwnerName {
  readonly kind: string;
  readonly name: string;
}

/**
 * What stands above a ReplicaSet or ReplicationController, by the labels of its pods, which its own name has to agree
 * with: a Deployment, a Rollout of Argo, a DeploymentConfig of OpenShift. Undefined: it stands alone, or is of another kind.
 */
export const revisionOwner = ({ kind, name }: OwnerName, labels: Labels | undefined = {}): OwnerName | undefined => {
  if (kind === 'ReplicaSet') return hashOwner(name, labels);
  return kind === 'ReplicationController' ? configOwner(name, labels) : undefined;
};

const REVISION_HASH_LABELS = [
  ['pod-template-hash', 'Deployment'],
  ['rollouts-pod-template-hash', 'Rollout'],
] as const;

const hashOwner = (name: string, labels: Labels): OwnerName | undefined => {
  for (const [label, kind] of REVISION_HASH_LABELS) {
    const suffix = `-${labels[label] ?? ''}`;
    if (suffix !== '-' && name.endsWith(suffix)) return { kind, name: name.slice(0, -suffix.length) };
  }
  return undefined;
};

/** A DeploymentConfig labels its pods, and numbers its ReplicationControllers. */
const configOwner = (name: string, { deploymentconfig: config = '' }: Labels): OwnerName | undefined => {
  const isNumbered = config !== '' && name.startsWith(`${config}-`) && /^\d+$/.test(name.slice(config.length + 1));
  return isNumbered ? { kind: 'DeploymentConfig', name: config } : undefined;
};
