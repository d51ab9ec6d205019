import { tryLock } from '../cache/lock.ts';
import type { CleanUpSteps } from './clean-up.ts';

/** Name of the real node. */
export const NODE_NAME = 'worker-1';

/** Addresses and ranges of one cluster; each cluster of a machine has its own. */
export type ClusterAddresses = {
  readonly link: string;
  /** The machine's end of the veth pair to the node, where pods and kubelet reach the API server. */
  readonly machine: string;
  readonly node: string;
  readonly pods: string;
  readonly services: string;
  /** ClusterIP of the Service `kubernetes`. */
  readonly kubernetes: string;
  /** ClusterIP of the Service `kube-dns`. */
  readonly dns: string;
};

const SLOT_COUNT = 16;

/** Takes ranges that no other cluster of this machine uses. `undo` frees them. */
export const freeAddresses = async (undo: CleanUpSteps): Promise<ClusterAddresses> => {
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const lock = await tryLock(`addresses ${slot}`);
    if (lock === undefined) continue;
    undo.add('addresses', lock.release);
    return addressesOf(slot);
  }
  throw new Error(`all ${SLOT_COUNT} slots for a cluster are in use on this machine`);
};

const addressesOf = (slot: number): ClusterAddresses => ({
  link: `kavmon${slot}`,
  services: `10.${96 + slot}.0.0/16`,
  kubernetes: `10.${96 + slot}.0.1`,
  dns: `10.${96 + slot}.0.10`,
  pods: `10.${112 + slot}.0.0/16`,
  machine: `10.${128 + slot}.0.1`,
  node: `10.${128 + slot}.0.2`,
});
