import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { IngressRow } from '../../kubernetes/views/ingresses.ts';
import type { ServicePortRow, ServiceRow } from '../../kubernetes/views/services.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { Link } from '../../triage/chain.ts';
import type { TriageCluster } from '../../triage/cluster.ts';
import { type HopQuestion, ownPort, portName, questionOf, targetPort } from './hop-questions.ts';

/** A live request at one hop. */
export interface HopPlan {
  readonly object: ObjectRef;
  readonly host: string;
  readonly port: number;
  readonly question: HopQuestion;
  /** `direct` alone reaches it from inside; a pod is reached through the API server too. */
  readonly reach: 'public' | 'cluster' | 'pod';
}

/** Most pods of one link that are asked. */
const MAX_PODS = 3;

/** The live requests for the links of a path, by their index. A link without any has nothing that can be asked. */
export const planProbes = (links: readonly Link[], cluster: TriageCluster): ReadonlyMap<number, readonly HopPlan[]> =>
  new Map(
    links.map((link, index) => {
      const service = links.slice(0, index + 1).findLast(({ kind }) => kind === 'service');
      return [index, planLink(link, service && servicePort(service, cluster), cluster)];
    }),
  );

/** A Service with the port of it that a path leads through. */
interface ChosenPort {
  readonly row: ServiceRow;
  readonly port: ServicePortRow;
}

/** TCP alone: what speaks UDP does not say whether it is there. */
const servicePort = ({ object, port: wanted }: Link, { rows }: TriageCluster): ChosenPort | undefined => {
  const row = findRow(rows.services, object);
  const port = row?.ports
    .filter(({ protocol }) => protocol === 'TCP')
    .find(({ port, name }) => wanted === undefined || port === wanted || name === wanted);
  return row === undefined || port === undefined ? undefined : { row, port };
};

const planLink = (link: Link, service: ChosenPort | undefined, cluster: TriageCluster): readonly HopPlan[] => {
  if (link.kind === 'route') return planRoute(link, cluster);
  if (link.kind === 'service') return service === undefined ? [] : planService(service, cluster);
  return link.kind === 'pod' ? planPods(link, service?.port, cluster) : [];
};

const findRow = <Row extends { readonly ref: ObjectRef }>(
  rows: readonly Row[] | undefined,
  ref: ObjectRef,
): Row | undefined => rows?.find((row) => objectKey(row.ref) === objectKey(ref));

const planRoute = ({ object, urls = [] }: Link, { rows }: TriageCluster): readonly HopPlan[] => {
  const row: IngressRow | undefined = findRow(rows.ingresses, object);
  const [address] = row?.addresses ?? [];
  const [url] = urls;
  if (row === undefined || address === undefined || url === undefined) return [];
  const slash = url.indexOf('/');
  const named = slash < 0 ? '*' : url.slice(0, slash);
  const host = named === '*' ? address : named.replace(/^\*\./, 'www.');
  const isSecure = row.tls.some(({ hosts }) => hosts.length === 0 || hosts.includes(named));
  const question = {
    scheme: isSecure ? 'https' : 'http',
    path: slash < 0 ? '/' : url.slice(slash),
    host,
    failsFrom: 500,
  } as const;
  return [{ object, host: address, port: isSecure ? 443 : 80, question, reach: 'public' }];
};

const planService = ({ row, port }: ChosenPort, cluster: TriageCluster): readonly HopPlan[] => {
  if (row.address === undefined) return [];
  const [pod] = cluster.backendsOf(row).pods ?? [];
  const host = `${row.ref.name}.${row.ref.namespace}`;
  const question = questionOf({ name: port.name, target: pod && targetPort(pod, port), pod, host });
  return [{ object: row.ref, host: row.address, port: port.port, question, reach: 'cluster' }];
};

const planPods = (link: Link, port: ServicePortRow | undefined, { rows }: TriageCluster): readonly HopPlan[] =>
  [link.object, ...link.objects.filter((ref) => objectKey(ref) !== objectKey(link.object))]
    .slice(0, MAX_PODS)
    .flatMap((ref) => {
      const pod = findRow(rows.pods, ref);
      const target = pod && (port === undefined ? ownPort(pod) : targetPort(pod, port));
      if (pod?.address === undefined || target === undefined || pod.phase !== 'Running') return [];
      const question = questionOf({ name: port?.name ?? portName(pod, target), target, pod, host: pod.address });
      return [{ object: ref, host: pod.address, port: target, question, reach: 'pod' as const }];
    });
