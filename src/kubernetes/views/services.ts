import type { V1Service, V1ServicePort } from '@kubernetes/client-node';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { each, filled, flag, row, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';

export interface ServiceRow extends MetaRow {
  readonly labels: Labels;
  /** `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`. */
  readonly type: string;
  readonly headless?: true;
  /** Empty: its endpoints are made by somebody else. */
  readonly selector: Labels;
  readonly ports: readonly ServicePortRow[];
  readonly externalName?: string;
  readonly loadBalancerClass?: string;
  /** Addresses and host names that a load balancer gave it. */
  readonly addresses: readonly string[];
  readonly publishNotReady?: true;
}

export interface ServicePortRow {
  readonly name?: string;
  readonly port: number;
  /** A number, or the name of a container's port. */
  readonly target: number | string;
  readonly protocol: string;
  readonly nodePort?: number;
}

const port = (from: Wire<V1ServicePort>): ServicePortRow =>
  row<ServicePortRow>({
    name: filled(from.name),
    port: from.port,
    target: (from.targetPort as number | string | undefined) ?? from.port,
    protocol: from.protocol ?? 'TCP',
    nodePort: from.nodePort || undefined,
  });

/** A Service, reduced to what is judged. */
export const service = (from: Wire<V1Service>): ServiceRow =>
  row<ServiceRow>({
    ...meta('Service', from),
    labels: labelsOf(from.metadata?.labels),
    type: from.spec?.type ?? 'ClusterIP',
    headless: flag(from.spec?.clusterIP === 'None'),
    selector: labelsOf(from.spec?.selector),
    ports: each(from.spec?.ports, port),
    externalName: filled(from.spec?.externalName),
    loadBalancerClass: filled(from.spec?.loadBalancerClass),
    addresses: each(from.status?.loadBalancer?.ingress, ({ ip, hostname }) => ip ?? hostname ?? ''),
    publishNotReady: flag(from.spec?.publishNotReadyAddresses),
  });
