import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { BACKEND_VIEWS } from '../../src/kubernetes/backends/workloads.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { ProbeError } from '../../src/model/errors.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { shellCommand } from '../../src/text/shell-command.ts';
import type { Link, Path } from '../../src/triage/chain.ts';
import { TRIAGE_VIEWS, type TriageCluster, type TriageRows, triageCluster } from '../../src/triage/cluster.ts';
import { parseTarget } from '../../src/triage/target-kinds.ts';
import { walkTarget } from '../../src/triage/walk-target.ts';
import { decidingLinks, findBlockingLink } from './routes/blocking-link.ts';
import { targetName } from './routes/target-name.ts';

export default defineCheck({
  group: 'network',
  name: 'route-outside-in',
  title: 'Requests find their way from the route to a ready pod',
  why: 'A request fails at whichever link is broken: route, Service, endpoints, workload, pod or container.',
  remedy: 'Run kavmon triage with this target: it shows each link with its evidence, the first broken one marked.',
  severity: 'sev1',
  enabled: false,
  needs: ['services', 'endpointSlices', 'pods'],
  wants: ['ingresses', 'httpRoutes', 'grpcRoutes', ...BACKEND_VIEWS],
  judges: ['ingresses', 'httpRoutes', 'grpcRoutes', 'services'],
  targetParameter: 'target',
  example: 'target: ingress/payments-api\nnamespace: payments',
  params: z.strictObject({
    target: targetName()
      .optional()
      .describe(
        'Where to start: `ingress/NAME`, `httproute/NAME`, `service/NAME`, a workload or a pod; default: every route',
      ),
    namespace: z
      .string()
      .min(1)
      .optional()
      .describe('Its namespace, where several that are read have one of that name'),
    grace: duration().prefault('5m').describe('How long a link may be broken: a start, a rollout'),
  }),
  run({ params, now, note, looked, ...rows }) {
    const cluster = triageCluster({ rows, unread: {}, namespaces: namespacesOf(rows), now });
    const targets =
      params.target === undefined ? allRoutes(cluster) : findTargets(params.target, params.namespace, cluster);
    const walked = targets.flatMap((target) => walkTarget(target, cluster).paths.map((path) => ({ target, path })));
    looked('routes', walked.length);
    const blocked = walked.flatMap(({ target, path }) => {
      const link = findBlockingLink(path, now - params.grace);
      return link === undefined ? [] : [{ target, path, link }];
    });
    const parked = blocked.filter(({ link }) => link.onPurpose && params.target === undefined);
    if (parked.length > 0)
      note(`${abbreviateList(parked.map(({ target }) => nameOf(target)))}: what is behind is scaled to zero`);
    const broken = blocked.filter((one) => !parked.includes(one));
    const unread = walked.flatMap(({ path }) => decidingLinks(path).filter(({ verdict }) => verdict === 'unknown'));
    if (broken.length === 0 && unread[0] !== undefined)
      throw new ProbeError('empty_result', `${nameOf(unread[0].object)} could not be judged: ${unread[0].text}`);
    return broken.map(({ target, path, link }) => routeFinding(target, path, link));
  },
});

/** The namespaces that rows are of: of any other one nothing is known. */
const namespacesOf = (rows: TriageRows['rows']): readonly string[] => [
  ...new Set(
    TRIAGE_VIEWS.flatMap((view) => (rows[view] ?? []) as readonly { readonly ref: ObjectRef }[]).flatMap(
      ({ ref }) => ref.namespace ?? [],
    ),
  ),
];

const allRoutes = ({ rows }: TriageCluster): readonly ObjectRef[] =>
  [...(rows.ingresses ?? []), ...(rows.httpRoutes ?? []), ...(rows.grpcRoutes ?? [])]
    .filter(({ deletingAt }) => deletingAt === undefined)
    .map(({ ref }) => ref);

/** @throws {ProbeError} when there is no such object, or several, and when its kind was not read. */
const findTargets = (text: string, namespace: string | undefined, { rows }: TriageCluster): readonly ObjectRef[] => {
  const target = parseTarget(text);
  if (target !== undefined && rows[target.view] === undefined)
    throw new ProbeError('empty_result', `${target.view} were not read`);
  const named = (target === undefined ? [] : (rows[target.view] ?? [])) as readonly { readonly ref: ObjectRef }[];
  const refs = named
    .map(({ ref }) => ref)
    .filter((ref) => ref.name === target?.name && (namespace === undefined || ref.namespace === namespace));
  if (refs.length === 1) return refs;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  if (refs.length === 0) throw new ProbeError('empty_result', `there is no ${text}${where}`);
  throw new ProbeError(
    'config',
    `${text} is in several namespaces (${refs.map((ref) => ref.namespace).join(', ')}): name one`,
  );
};

const nameOf = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

const routeFinding = (target: ObjectRef, { links }: Path, link: Link): Finding => {
  const inside = links.slice(links.indexOf(link) + 1);
  const where = link.kind === 'endpoints' ? `the endpoints of ${nameOf(link.object)}` : nameOf(link.object);
  const kind = target.kind.toLowerCase();
  return {
    reason: 'route_broken',
    ...(link.onPurpose ? { level: 'warning' } : {}),
    message: `requests are lost at ${where}: ${link.text}`,
    object: target,
    evidence: {
      link: link.kind,
      links: links.map((one) => `${one.kind} ${one.object.name}: ${one.verdict}`),
      ...(link.urls === undefined ? {} : { urls: link.urls }),
    },
    next: [
      target.namespace === undefined
        ? shellCommand(['kavmon triage ', ''], `${kind}/${target.name}`)
        : shellCommand(['kavmon triage ', ' -n ', ''], `${kind}/${target.name}`, target.namespace),
      link.kind === 'service' ? kubectlCommand(link.object.namespace)`get services` : describeCommand(link.object),
    ],
    because: [
      link.object,
      ...(link.because ?? []),
      ...inside.flatMap(({ object, objects }) => [...objects, object]),
      // What names a Service that is not there has the finding.
      ...(link.kind === 'service' ? [target] : []),
    ],
    part: `${link.object.kind}/${link.object.name}/${link.port ?? ''}`,
  };
};
