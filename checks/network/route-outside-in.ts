import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { BACKEND_VIEWS } from '../../src/kubernetes/backends/workloads.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { triageCluster } from '../../src/triage/cluster.ts';
import { walkTarget } from '../../src/triage/walk-target.ts';
import { decidingLinks, findBlockingLink } from './routes/blocking-link.ts';
import { allRoutes, findTargets, namespacesOf } from './routes/find-targets.ts';
import { nameOf, routeFinding } from './routes/route-finding.ts';
import { targetName } from './routes/target-name.ts';

export default defineCheck({
  group: 'network',
  name: 'route-outside-in',
  title: 'Requests find their way from the route to a ready pod',
  why: 'A request fails at whichever link is broken: route, Service, endpoints, workload, pod or container.',
  remedy: 'Run kavmon triage with this target: it shows each link with its evidence, the first broken one marked.',
  severity: 'sev1',
  onlyByName: true,
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
