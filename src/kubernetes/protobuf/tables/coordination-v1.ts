// Fields of k8s.io.api.coordination.v1 that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.

import { int32, one, text, time } from '../fields.ts';
import { type Decoded, message } from '../message.ts';
import { objectMeta } from './meta-v1.ts';

export const leaseSpec = message('LeaseSpec', {
  holderIdentity: text.nullable(1),
  leaseDurationSeconds: int32.nullable(2),
  renewTime: time(4),
});
export type WireLeaseSpec = Decoded<typeof leaseSpec>;

export const lease = message('Lease', {
  metadata: one(1, objectMeta),
  spec: one(2, leaseSpec),
});
export type WireLease = Decoded<typeof lease>;
