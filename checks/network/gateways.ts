import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ListenerRow, ListeningRow } from '../../src/kubernetes/views/gateways.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { behindFinding, isBehind } from '../resources/controller-behind.ts';
import { gatewayClassFindings } from './gateway-classes.ts';
import { type GatewayFault, gatewayFault, listenerSetFault } from './gateway-faults.ts';

export default defineCheck({
  group: 'network',
  name: 'gateways',
  title: 'Gateways are programmed and their listeners work',
  why: 'A Gateway that its controller did not program takes no traffic, whatever its routes say.',
  remedy: 'Do what the condition asks for: correct the class, the listener or its certificate.',
  severity: 'sev2',
  needs: ['gateways'],
  wants: ['gatewayClasses', 'listenerSets'],
  judges: ['gateways', 'listenerSets'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a Gateway may take until it is programmed'),
  }),
  run({ gateways, gatewayClasses, listenerSets = [], params, now }) {
    const live = gateways.filter(({ deletingAt }) => deletingAt === undefined);
    const sets = listenerSets.filter(({ deletingAt }) => deletingAt === undefined);
    const limit = now - params.grace;
    const judge = (row: ListeningRow, fault: GatewayFault | undefined, parent: ObjectRef): readonly Finding[] => {
      if (fault !== undefined) return fault.since < limit ? [gatewayFinding(row, fault, { parent, now })] : [];
      return isBehind(row, limit) ? [behindFinding(row)] : [];
    };
    return [
      ...gatewayClassFindings(live, gatewayClasses, { limit, now }),
      ...live.flatMap((row) =>
        judge(row, gatewayFault(row, gatewayClasses), { kind: 'GatewayClass', name: row.className }),
      ),
      ...sets.flatMap((row) => judge(row, listenerSetFault(row), { kind: 'Gateway', ...row.gateway })),
    ];
  },
});

const gatewayFinding = (
  row: ListeningRow,
  fault: GatewayFault,
  { parent, now }: { readonly parent: ObjectRef; readonly now: number },
): Finding => {
  const { text, since, listener, level = 'fault' } = fault;
  const extent = findConditionWithStatus(row, 'Programmed', 'True') ? 'programmed in part' : 'not programmed';
  return {
    reason: 'gateway_not_programmed',
    level,
    message: `${extent} for ${formatDuration(now - since)}: ${text}`,
    object: row.ref,
    evidence: { [parent.kind === 'Gateway' ? 'gateway' : 'class']: parent.name, listener: listener?.name ?? null },
    next: [
      describeCommand(row.ref),
      ...secretsOf(row, listener).map(({ namespace, name }) => kubectlCommand(namespace)`get secret ${name}`),
    ],
    because: [parent, ...secretsOf(row, listener)],
  };
};

const secretsOf = ({ ref }: ListeningRow, listener: ListenerRow | undefined) =>
  (listener?.secrets ?? []).map(({ namespace = ref.namespace, name }) => ({
    kind: 'Secret',
    ...(namespace === undefined ? {} : { namespace }),
    name,
  }));
