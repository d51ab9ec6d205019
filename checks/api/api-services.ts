import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ApiServiceRow } from '../../src/kubernetes/views/api-services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'api',
  name: 'api-services',
  title: 'Aggregated APIs answer',
  why: 'While one of them is down, autoscalers may be blind and no namespace can be deleted.',
  remedy: 'Look at the pods and the certificate of the Service behind it.',
  severity: 'sev2',
  needs: ['apiServices'],
  params: z.strictObject({ grace: duration().prefault('10m').describe('How long an API may be unavailable') }),
  run({ apiServices, params, now }) {
    return apiServices.flatMap((row) => {
      const down = row.deletingAt === undefined ? findConditionWithStatus(row, 'Available', 'False') : undefined;
      const ms = now - (down?.at ?? row.createdAt);
      return down !== undefined && ms > params.grace ? [apiServiceFinding(row, down, ms)] : [];
    });
  },
});

const apiServiceFinding = ({ ref, service }: ApiServiceRow, down: Condition, ms: number): Finding => ({
  reason: 'api_service_down',
  message: `Available=False for ${formatDuration(ms)}: ${formatCondition(down)}`,
  object: ref,
  evidence: {
    cause: down.reason ?? null,
    service: service === undefined ? null : `${service.namespace}/${service.name}`,
  },
  next: [describeCommand(ref), ...(service === undefined ? [] : [endpointSlicesCommand(service)])],
  because: service === undefined ? [] : [{ kind: 'Service', namespace: service.namespace, name: service.name }],
});

const endpointSlicesCommand = ({ namespace, name }: NonNullable<ApiServiceRow['service']>): string =>
  kubectlCommand(namespace)`get endpointslices -l kubernetes.io/service-name=${name}`;
