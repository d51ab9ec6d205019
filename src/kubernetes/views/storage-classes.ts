import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { WireStorageClass } from '../protobuf/tables/storage-v1.ts';

export interface StorageClassRow extends MetaRow {
  readonly provisioner: string;
  readonly binding: string;
  readonly reclaim?: string;
  readonly isDefault?: true;
  readonly expandable?: true;
}

export const DEFAULT_STORAGE_CLASS_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Projects a StorageClass. */
export const projectStorageClass = (from: WireStorageClass): StorageClassRow =>
  toRow<StorageClassRow>({
    ...metaFields('StorageClass', from),
    provisioner: from.provisioner,
    binding: from.volumeBindingMode ?? 'Immediate',
    reclaim: nonEmpty(from.reclaimPolicy),
    isDefault: trueOrAbsent(
      DEFAULT_STORAGE_CLASS_ANNOTATIONS.some((name) => from.metadata?.annotations?.[name] === 'true'),
    ),
    expandable: trueOrAbsent(from.allowVolumeExpansion),
  });
