import type { PersistentVolumeClaimRow } from '../../src/kubernetes/views/persistent-volume-claims.ts';
import type { StorageClassRow } from '../../src/kubernetes/views/storage-classes.ts';

/** The provisioner of classes whose volumes are made by hand, or by a program that watches disks. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** The class that a claim names, or the default one; undefined when it does not exist, or nobody could read the classes. */
export const classOfClaim = (
  { storageClass }: PersistentVolumeClaimRow,
  classes: readonly StorageClassRow[] = [],
): StorageClassRow | undefined =>
  classes.find(({ ref, isDefault }) => (storageClass === undefined ? isDefault === true : ref.name === storageClass));
