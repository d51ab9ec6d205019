import { findCondition, findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { GatewayClassRow, GatewayRow } from '../../src/kubernetes/views/gateways.ts';
import type { Finding } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

interface ClassTimes {
  /** What is newer may still be on its way. */
  readonly limit: number;
  readonly now: number;
}

/** What is wrong with the classes of these Gateways, so that it is reported once for all of them. */
export const gatewayClassFindings = (
  gateways: readonly GatewayRow[],
  classes: readonly GatewayClassRow[] = [],
  { limit, now }: ClassTimes,
): readonly Finding[] =>
  classes.flatMap((row) => {
    const users = gateways.filter(({ className }) => className === row.ref.name);
    const text = users.length === 0 ? undefined : classFault(row, users);
    const since = Math.max(row.createdAt, findCondition(row, 'Accepted')?.at ?? 0);
    if (text === undefined || since >= limit) return [];
    return [
      {
        reason: 'gateway_not_programmed',
        message: `${text}, for ${formatDuration(now - since)}: ${pluralize(users.length, 'Gateway is', 'Gateways are')} of this class`,
        object: row.ref,
        evidence: { controller: row.controller, gateways: users.length },
        next: [describeCommand(row.ref)],
      },
    ];
  });

/** Some controllers write no status for their class: that counts when they have not looked at its Gateways either. */
const classFault = (row: GatewayClassRow, users: readonly GatewayRow[]): string | undefined => {
  const accepted = findCondition(row, 'Accepted');
  if (accepted?.status === 'False') return `not accepted: ${formatCondition(accepted)}`;
  if (accepted?.status === 'True' || !users.every(isUnanswered)) return undefined;
  return `no controller has accepted it: is ${row.controller} running?`;
};

const isUnanswered = (row: GatewayRow): boolean =>
  !['Accepted', 'Programmed', 'Ready'].some((type) =>
    ['True', 'False'].some((status) => findConditionWithStatus(row, type, status as 'True') !== undefined),
  );
