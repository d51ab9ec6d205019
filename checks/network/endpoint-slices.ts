import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { hasReadyEndpoint, serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { BACKEND_VIEWS, backendWorkloads } from '../../src/kubernetes/backends/workloads.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { findStaleSlices, findUnlistedPods, type StaleSlice } from './backends/stale-endpoints.ts';

export default defineCheck({
  group: 'network',
  name: 'endpoint-slices',
  title: 'Endpoints lead to pods that are there',
  why: 'Connections that go to the address of a pod that is gone hang or are refused, though all pods are well.',
  remedy: 'Delete slices that nobody keeps up to date; where the pods changed, look at kube-controller-manager.',
  severity: 'sev2',
  needs: ['services', 'endpointSlices', 'pods'],
  wants: BACKEND_VIEWS,
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long after a change endpoints may differ from the pods'),
  }),
  run({ services, endpointSlices, pods, params, now, ...kinds }) {
    const lookup = serviceBackendsLookup({ endpointSlices, pods, workloads: backendWorkloads(kinds) });
    const limit = now - params.grace;
    return services
      .filter(({ type, deletingAt }) => type !== 'ExternalName' && deletingAt === undefined)
      .flatMap((row) => {
        const backends = lookup(row);
        // Without any other endpoint, `service-endpoints` has the finding.
        const unlisted = hasReadyEndpoint(backends) ? findUnlistedPods(row, backends, limit) : [];
        return [
          ...findStaleSlices(backends, limit).map((stale) => staleSliceFinding(row, stale, now)),
          ...(unlisted.length > 0 ? [unlistedPodsFinding(row, unlisted)] : []),
        ];
      });
  },
});

const staleSliceFinding = ({ ref }: ServiceRow, { slice, dead, isOnlyWay }: StaleSlice, now: number): Finding => {
  const gone = dead.map(({ pod, address = '' }) => pod ?? address);
  const origin = slice.mirrored ? `, mirrored ${formatDuration(now - slice.createdAt)} ago` : '';
  return {
    reason: 'endpoints_stale',
    level: isOnlyWay ? 'fault' : 'warning',
    message: `${pluralize(dead.length, 'endpoint of it counts as ready and leads', 'endpoints of it count as ready and lead')} to no pod: ${abbreviateList(gone)} (EndpointSlice ${slice.ref.name}${origin})`,
    object: ref,
    objects: [slice.ref],
    evidence: { slice: slice.ref.name, gone },
    next: [kubectlCommand(slice.ref.namespace)`get endpointslice ${slice.ref.name} -o yaml`],
  };
};

const unlistedPodsFinding = ({ ref }: ServiceRow, names: readonly string[]): Finding => ({
  reason: 'endpoints_stale',
  level: 'warning',
  message: `${pluralize(names.length, 'pod is', 'pods are')} ready and not among its endpoints: ${abbreviateList(names)}`,
  object: ref,
  evidence: { pod: names[0] ?? null, unlisted: names },
  next: [kubectlCommand(ref.namespace)`get endpointslices -l kubernetes.io/service-name=${ref.name} -o yaml`],
  part: 'unlisted',
});
