import { internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, nonEmpty, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireService, WireServicePort } from '../protobuf/tables/core-v1.ts';

export interface ServiceRow extends MetaRow {
  readonly labels: Labels;
  /** `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`. */
  readonly type: string;
  readonly headless?: true;
  /** Empty: its endpoints are made by something other than the endpoint controller. */
  readonly selector: Labels;
  readonly ports: readonly ServicePortRow[];
  readonly externalName?: string;
  readonly loadBalancerClass?: string;
  /** Addresses and host names of its load balancer, and those that were given to it by hand (`externalIPs`). */
  readonly addresses: readonly string[];
  /** Its own address in the cluster; headless Services and external names have none. */
  readonly address?: string;
  readonly publishNotReady?: true;
  /** `internalTrafficPolicy: Local`: from inside, only pods of the same node are reached. */
  readonly localOnly?: true;
  /** Its addresses in the cluster, where it serves DNS. */
  readonly dnsAddresses?: readonly string[];
}

export interface ServicePortRow {
  readonly name?: string;
  readonly port: number;
  /** The number, or the name of a container's port. */
  readonly target: number | string;
  readonly protocol: string;
  readonly nodePort?: number;
  /** What it speaks: `https`, `kubernetes.io/h2c`, `mysql`. */
  readonly appProtocol?: string;
}

const projectServicePort = (from: WireServicePort): ServicePortRow =>
  toRow<ServicePortRow>({
    name: nonEmpty(from.name),
    port: from.port,
    target: from.targetPort ?? from.port,
    protocol: from.protocol ?? 'TCP',
    nodePort: from.nodePort || undefined,
    appProtocol: nonEmpty(from.appProtocol),
  });

const DNS_PORT = 53;

const clusterAddresses = ({ spec }: WireService): readonly string[] =>
  (spec?.clusterIPs ?? [spec?.clusterIP ?? 'None']).filter((address) => address !== 'None');

/** Projects a Service. */
export const projectService = (from: WireService): ServiceRow =>
  toRow<ServiceRow>({
    ...metaFields('Service', from),
    labels: internLabels(from.metadata?.labels),
    type: from.spec?.type ?? 'ClusterIP',
    headless: trueOrAbsent(from.spec?.clusterIP === 'None'),
    selector: internLabels(from.spec?.selector),
    ports: mapItems(from.spec?.ports, projectServicePort),
    externalName: nonEmpty(from.spec?.externalName),
    loadBalancerClass: nonEmpty(from.spec?.loadBalancerClass),
    addresses: [
      ...mapItems(from.status?.loadBalancer?.ingress, ({ ip, hostname }) => ip ?? hostname ?? ''),
      ...(from.spec?.externalIPs ?? []),
    ],
    address: from.spec?.clusterIP === 'None' ? undefined : nonEmpty(from.spec?.clusterIP),
    publishNotReady: trueOrAbsent(from.spec?.publishNotReadyAddresses),
    localOnly: trueOrAbsent(from.spec?.internalTrafficPolicy === 'Local'),
    dnsAddresses: from.spec?.ports?.some(({ port }) => port === DNS_PORT) ? clusterAddresses(from) : undefined,
  });
