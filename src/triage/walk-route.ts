import { type IngressRoute, ingressRoutes } from '../kubernetes/backends/ingress-routes.ts';
import { findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import { currentAnswer, type RouteRow } from '../kubernetes/views/gateway-routes.ts';
import type { IngressRow } from '../kubernetes/views/ingresses.ts';
import type { ObjectRef } from '../model/result.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import type { Link, Path } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { serviceLinks } from './walk-service.ts';

/** The port name that makes AWS's controller read an action from the annotations, in place of a Service. */
const ACTION_PORT = 'use-annotation';

/** The ways that lead in through an Ingress: one for each Service port that it sends to. */
export const ingressPaths = (row: IngressRow, cluster: TriageCluster): readonly Path[] => {
  const base = { kind: 'route', object: row.ref, objects: [] } as const;
  if (row.redirects)
    return [{ links: [{ ...base, verdict: 'ok', text: 'it answers with a redirect, whatever stands behind it' }] }];
  const routes = ingressRoutes(row);
  if (routes.length === 0) return [{ links: [{ ...base, verdict: 'suspicious', text: 'it sends to no Service' }] }];
  return routes.map((route) => ({ links: [ingressLink(row, route), ...behindIngress(row, route, cluster)] }));
};

const ingressLink = (row: IngressRow, { service, port, urls }: IngressRoute): Link => {
  const base = { kind: 'route', object: row.ref, objects: [], urls } as const;
  const where = `${abbreviateList(urls)} to Service ${service}${port === undefined ? '' : `:${port}`}`;
  if (row.deletingAt !== undefined)
    return { ...base, verdict: 'broken', text: `it is being deleted (${where})`, since: row.deletingAt };
  const [error] = row.portErrors;
  if (error !== undefined) return { ...base, verdict: 'broken', text: `port ${error.port}: ${error.error} (${where})` };
  const address = row.addresses.length === 0 ? ', no address yet' : `, at ${abbreviateList(row.addresses)}`;
  return { ...base, verdict: 'ok', text: `${where}${address}` };
};

const behindIngress = (row: IngressRow, { service, port }: IngressRoute, cluster: TriageCluster): readonly Link[] =>
  port === ACTION_PORT ? [] : serviceLinks({ namespace: row.ref.namespace, name: service, port }, true, cluster);

/** The ways that lead in through a route of the Gateway API: one for each backend with a weight. */
export const routePaths = (row: RouteRow, cluster: TriageCluster): readonly Path[] => {
  const link = routeLink(row);
  const unique = [...new Map(row.backends.map((one) => [JSON.stringify(one), one])).values()];
  if (unique.length === 0) return [{ links: [link] }];
  return unique.map(({ kind, namespace, name, port }) => {
    const to = `${abbreviateList(row.hosts.length === 0 ? ['*'] : row.hosts)} to ${kind} ${name}${port === undefined ? '' : `:${port}`}`;
    const own =
      link.verdict === 'ok' ? { ...link, text: `${to}, ${link.text}` } : { ...link, text: `${link.text} (${to})` };
    const behind = kind === 'Service' ? serviceLinks({ namespace, name, port }, true, cluster) : [];
    return { links: [{ ...own, urls: row.hosts }, ...behind] };
  });
};

const routeLink = (row: RouteRow): Link => {
  const gateways: readonly ObjectRef[] = row.parents.map(({ kind, namespace, name }) => ({ kind, namespace, name }));
  const base = { kind: 'route', object: row.ref, objects: gateways } as const;
  if (row.deletingAt !== undefined)
    return { ...base, verdict: 'broken', text: 'it is being deleted', since: row.deletingAt };
  const names = abbreviateList(row.parents.map(({ kind, name }) => `${kind} ${name}`));
  const refused = row.parents.flatMap((parent) => {
    const { conditions = [] } = currentAnswer(parent) ?? {};
    const condition = findConditionWithStatus({ conditions }, 'Accepted', 'False');
    return condition === undefined ? [] : [{ parent: `${parent.kind} ${parent.name}`, condition }];
  });
  const [first] = refused;
  if (first !== undefined) {
    const text = `not taken by ${first.parent}: ${formatCondition(first.condition)}`;
    const since = first.condition.at ?? row.createdAt;
    return { ...base, verdict: refused.length === row.parents.length ? 'broken' : 'suspicious', text, since };
  }
  const isAnswered = row.parents.every(({ answers, kind }) => answers.length > 0 || kind !== 'Gateway');
  if (!isAnswered) return { ...base, verdict: 'suspicious', text: `no controller has answered for ${names}` };
  return { ...base, verdict: 'ok', text: names === '' ? 'it names no parent' : `taken by ${names}` };
};
