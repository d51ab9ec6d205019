// Fields of k8s.io.api.storage.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { flag, one, text } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectMeta } from './meta-v1.ts';

export const storageClass = message('StorageClass', {
  metadata: one(1, objectMeta),
  provisioner: text.required(2),
  reclaimPolicy: text.nullable(4),
  allowVolumeExpansion: flag.nullable(6),
  volumeBindingMode: text.nullable(7),
});
export type WireStorageClass = Decoded<typeof storageClass>;
