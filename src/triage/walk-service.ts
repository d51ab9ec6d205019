import { formatLabels } from '../kubernetes/backends/selector-text.ts';
import { hasReadyEndpoint, type ServiceBackends } from '../kubernetes/backends/service-backends.ts';
import { isScaledToZero, type ServiceOutage, serviceOutage } from '../kubernetes/backends/service-outage.ts';
import type { ServicePortRow, ServiceRow } from '../kubernetes/views/services.ts';
import type { ObjectRef } from '../model/result.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import { findNearestWord } from '../text/nearest-word.ts';
import type { Link } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { workloadLinks } from './walk-workload.ts';

/** A Service as a route names it. */
export interface WantedService {
  readonly namespace: string | undefined;
  readonly name: string;
  /** Absent: any. */
  readonly port?: number | string | undefined;
}

/** The links from a Service inwards. `routed`: something outside leads to it, so that it has to be served. */
export const serviceLinks = (wanted: WantedService, routed: boolean, cluster: TriageCluster): readonly Link[] => {
  const { namespace, name } = wanted;
  const ref: ObjectRef = { kind: 'Service', ...(namespace === undefined ? {} : { namespace }), name };
  const unread = cluster.whyUnread('services', namespace);
  if (unread !== undefined) return [{ kind: 'service', object: ref, objects: [], verdict: 'unknown', text: unread }];
  const service = cluster.rows.services?.find((row) => row.ref.namespace === namespace && row.ref.name === name);
  if (service === undefined) return [missingLink(ref, cluster)];
  const link = serviceLink(service, wanted.port);
  if (link.verdict === 'broken' || service.type === 'ExternalName') return [link];
  const endpoints = endpointsLink(service, routed, cluster);
  return [link, endpoints, ...workloadLinks(service, cluster)];
};

const missingLink = (ref: ObjectRef, { rows: { services = [] } }: TriageCluster): Link => {
  const names = services.filter((row) => row.ref.namespace === ref.namespace).map((row) => row.ref.name);
  const near = findNearestWord(ref.name, names);
  const known = names.length === 0 ? 'its namespace has none' : `its namespace has ${abbreviateList(names, 5)}`;
  const text = `there is no Service ${ref.name}: ${near === undefined ? known : `did you mean ${near}?`}`;
  return { kind: 'service', object: ref, objects: [], verdict: 'broken', text };
};

const serviceLink = (row: ServiceRow, port: WantedService['port']): Link => {
  const base = { kind: 'service', object: row.ref, objects: [], ...(port === undefined ? {} : { port }) } as const;
  const lacks =
    port !== undefined &&
    !(row.type === 'ExternalName' && row.ports.length === 0) &&
    !row.ports.some((one) => one.port === port || one.name === port);
  if (row.deletingAt !== undefined)
    return { ...base, verdict: 'broken', text: 'it is being deleted', since: row.deletingAt };
  if (lacks) return { ...base, verdict: 'broken', text: `it has no port ${port}: it has ${portsText(row.ports)}` };
  return { ...base, verdict: 'ok', text: serviceText(row) };
};

const serviceText = ({ type, externalName, headless, ports, selector }: ServiceRow): string => {
  if (type === 'ExternalName')
    return `an external name, ${externalName ?? ''}: what answers there is not in the cluster`;
  const labels = Object.keys(selector).length === 0 ? 'no selector' : `selector ${formatLabels(selector)}`;
  return `${headless ? 'headless' : type}, ${portsText(ports)}, ${labels}`;
};

const portsText = (ports: readonly ServicePortRow[]): string =>
  ports.length === 0
    ? 'no ports'
    : abbreviateList(
        ports.map(({ name, port, target }) => {
          const to = target === port ? `${port}` : `${port} to ${target}`;
          return name === undefined ? `port ${to}` : `port ${name} ${to}`;
        }),
      );

/** Whether anything is ready behind a Service. */
const endpointsLink = (row: ServiceRow, routed: boolean, cluster: TriageCluster): Link => {
  const base = { kind: 'endpoints', object: row.ref, objects: [] } as const;
  const unread = cluster.whyUnread('endpointSlices', row.ref.namespace);
  if (unread !== undefined) return { ...base, verdict: 'unknown', text: unread };
  const backends = cluster.backendsOf(row);
  const objects = backends.slices.map(({ ref }) => ref);
  if (hasReadyEndpoint(backends)) return { ...base, objects, ...readyText(backends) };
  if (isScaledToZero(backends)) {
    const names = backends.workloads.map(({ ref }) => `${ref.kind} ${ref.name}`);
    const text = `none, since ${abbreviateList(names)} is scaled to zero`;
    const because = backends.workloads.map(({ ref }) => ref);
    return { ...base, objects, verdict: routed ? 'broken' : 'suspicious', text, because, onPurpose: true };
  }
  const outage = serviceOutage(row, backends, cluster.now);
  return { ...base, objects, ...outageOf(outage) };
};

const readyText = ({ slices }: ServiceBackends): Pick<Link, 'verdict' | 'text'> => {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const names = (isReady: boolean) =>
    new Set(endpoints.filter(({ ready }) => ready === isReady).map(({ pod, address }) => pod ?? address ?? ''));
  const ready = names(true).size;
  const unready = names(false).size;
  return { verdict: 'ok', text: unready === 0 ? `${ready} ready` : `${ready} of ${ready + unready} ready` };
};

const outageOf = (
  outage: ServiceOutage | undefined,
): Pick<Link, 'verdict' | 'text' | 'since' | 'because' | 'onPurpose'> => {
  if (outage === undefined) return { verdict: 'suspicious', text: 'none ready' };
  const { since, because, text, onPurpose } = outage;
  if (onPurpose === undefined) return { verdict: 'broken', text: `none ready: ${text}`, since, because };
  return { verdict: 'suspicious', text: `none ready: ${text}`, since, because, onPurpose: true };
};
