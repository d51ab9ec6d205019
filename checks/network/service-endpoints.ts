import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { formatLabels } from '../../src/kubernetes/backends/selector-text.ts';
import { type ServiceBackends, serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { isScaledToZero, type ServiceOutage, serviceOutage } from '../../src/kubernetes/backends/service-outage.ts';
import { describeUnused, type UnusedKind } from '../../src/kubernetes/backends/unused-services.ts';
import { BACKEND_VIEWS, backendWorkloads } from '../../src/kubernetes/backends/workloads.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'network',
  name: 'service-endpoints',
  title: 'Services have endpoints that are ready',
  why: 'A Service without ready endpoints refuses every connection: users see 503 while all pods may be Running.',
  remedy: 'Compare its selector with the labels of the pods, and find out why those that match are not ready.',
  severity: 'sev1',
  needs: ['services', 'endpointSlices'],
  wants: ['pods', ...BACKEND_VIEWS],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a Service may have no endpoint that is ready'),
    share: z.number().min(0).max(1).default(0.5).describe('Share of endpoints that may be not ready'),
  }),
  run({ services, endpointSlices, pods, params, now, note, ...kinds }) {
    const lookup = serviceBackendsLookup({ endpointSlices, pods, workloads: backendWorkloads(kinds) });
    const judged = services.filter(
      ({ type, deletingAt, selector }) => hasSelector({ type, selector }) && deletingAt === undefined,
    );
    const found = judged.map((row) => [row, lookup(row)] as const);
    const parked = found.filter(([, backends]) => isScaledToZero(backends)).length;
    if (parked > 0)
      note(
        `${pluralize(parked, 'Service has', 'Services have')} no endpoints: what is behind is scaled to zero, or does not run now`,
      );
    const unused: (readonly [UnusedKind, string])[] = [];
    const findings = found.flatMap(([row, backends]) => {
      const outage = serviceOutage(row, backends, now);
      if (outage === undefined)
        return fewEndpointsFindings(row, backends, { limit: now - params.grace, share: params.share });
      if (outage.onPurpose !== undefined) unused.push([outage.onPurpose, `${row.ref.namespace}/${row.ref.name}`]);
      else if (now - outage.since > params.grace) return [noEndpointsFinding(row, outage)];
      return [];
    });
    for (const text of describeUnused(unused)) note(text);
    return findings;
  },
});

/** Whether Kubernetes manages the Service's endpoints; others are managed elsewhere, and may be empty on purpose. */
const hasSelector = ({ type, selector }: Pick<ServiceRow, 'type' | 'selector'>): boolean =>
  type !== 'ExternalName' && Object.keys(selector).length > 0;

const noEndpointsFinding = (row: ServiceRow, { why, text, because, pod }: ServiceOutage): Finding => {
  const { ref, selector } = row;
  return {
    reason: 'no_endpoints',
    message: `no ready endpoints: ${text}`,
    object: ref,
    evidence: { ...(pod === undefined ? {} : { pod }), why, selector },
    next: [
      why === 'no_pod'
        ? kubectlCommand(ref.namespace)`get pods --show-labels`
        : kubectlCommand(ref.namespace)`get pods -l ${formatLabels(selector)}`,
      kubectlCommand(ref.namespace)`get endpointslices -l kubernetes.io/service-name=${ref.name}`,
    ],
    because,
  };
};

const fewEndpointsFindings = (
  { ref, selector }: ServiceRow,
  { pods = [] }: ServiceBackends,
  { limit, share }: { limit: number; share: number },
): readonly Finding[] => {
  const unready = pods.filter((pod) => (unreadySince(pod) ?? Number.POSITIVE_INFINITY) < limit);
  const [first] = unready;
  if (first === undefined || unready.length / pods.length <= share) return [];
  return [
    {
      reason: 'few_endpoints',
      level: 'warning',
      message: `${unready.length} of ${pods.length} endpoints are not ready`,
      object: ref,
      evidence: { pod: first.ref.name, unready: unready.length, endpoints: pods.length },
      next: [kubectlCommand(ref.namespace)`get pods -l ${formatLabels(selector)}`],
      because: unready.map((pod) => pod.ref),
    },
  ];
};
