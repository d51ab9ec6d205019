import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { formatLabels } from '../../src/kubernetes/backends/selector-text.ts';
import { serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { findStrayWorkloads, type StrayWorkload } from './backends/mixed-pods.ts';

export default defineCheck({
  group: 'network',
  name: 'service-selectors',
  title: 'Services select only pods that serve their ports',
  why: 'A selector that takes in pods of another workload sends part of the connections to a port that nobody listens on.',
  remedy: 'Add a label to the selector that only the serving pods have.',
  severity: 'sev3',
  needs: ['services', 'pods'],
  params: z.strictObject({}),
  /** A warning: ports may be served without being declared. */
  run({ services, pods }) {
    const lookup = serviceBackendsLookup({ endpointSlices: [], pods });
    return services
      .filter(({ type, headless, deletingAt }) => type !== 'ExternalName' && !headless && deletingAt === undefined)
      .flatMap((row) => findStrayWorkloads(row, lookup(row).pods ?? []).map((stray) => strayFinding(row, stray)));
  },
});

const strayFinding = ({ ref, selector }: ServiceRow, { port, owner, pods }: StrayWorkload): Finding => ({
  reason: 'port_mismatch',
  level: 'warning',
  message: `its selector takes in ${pluralize(pods.length, 'pod')} of ${owner.kind} ${owner.name}, which do not declare targetPort ${port.target} of port ${port.port}, as its other pods do`,
  object: ref,
  evidence: { pod: pods[0]?.ref.name ?? null, targetPort: port.target, workload: `${owner.kind}/${owner.name}` },
  next: [kubectlCommand(ref.namespace)`get pods -l ${formatLabels(selector)} --show-labels`],
  part: `${port.port}/${port.protocol}:${owner.kind}/${owner.name}`,
});
