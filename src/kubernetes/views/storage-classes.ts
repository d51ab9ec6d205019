import type { V1StorageClass } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { filled, flag, row, type Wire } from '../fields/wire-fields.ts';

export interface StorageClassRow extends MetaRow {
  readonly provisioner: string;
  readonly binding: string;
  readonly reclaim?: string;
  readonly isDefault?: true;
  readonly expandable?: true;
}

export const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** A StorageClass, reduced to what is judged. */
export const storageClass = (from: Wire<V1StorageClass>): StorageClassRow =>
  row<StorageClassRow>({
    ...meta('StorageClass', from),
    provisioner: from.provisioner,
    binding: from.volumeBindingMode ?? 'Immediate',
    reclaim: filled(from.reclaimPolicy),
    isDefault: flag(DEFAULT_ANNOTATIONS.some((name) => from.metadata?.annotations?.[name] === 'true')),
    expandable: flag(from.allowVolumeExpansion),
  });
