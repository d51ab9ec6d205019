import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ParentRow, RouteRow } from '../../src/kubernetes/views/gateway-routes.ts';
import type { GatewayRow } from '../../src/kubernetes/views/gateways.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { findNearestWord } from '../../src/text/nearest-word.ts';

interface ParentJudgement {
  readonly gateways: readonly GatewayRow[] | undefined;
  /** What is newer may still be on its way. */
  readonly limit: number;
  readonly now: number;
}

/** What is wrong between a route and the objects that it attaches to; undefined when all of them take it. */
export const routeParentFinding = (row: RouteRow, { gateways, limit, now }: ParentJudgement): Finding | undefined => {
  const refused = row.parents
    .map((parent) => ({ parent, fault: parentFault(row, parent, gateways) }))
    .filter(({ fault }) => fault !== undefined && fault.since < limit);
  const [first] = refused;
  if (first?.fault === undefined) return undefined;
  const since = formatDuration(now - first.fault.since);
  const others = refused.length === 1 ? '' : `, and ${refused.length - 1} more of its parents`;
  return {
    reason: 'route_refused',
    level: refused.length < row.parents.length ? 'warning' : 'fault',
    message: `not attached to ${formatParent(first.parent)} for ${since}: ${first.fault.text}${others}`,
    object: row.ref,
    evidence: { parent: first.parent.name, hosts: row.hosts.slice(0, 5) },
    next: [describeCommand(row.ref), describeCommand(parentRefOf(first.parent))],
    because: refused.map(({ parent }) => parentRefOf(parent)),
  };
};

interface ParentFault {
  readonly text: string;
  readonly since: number;
}

const parentFault = (
  row: RouteRow,
  parent: ParentRow,
  gateways: readonly GatewayRow[] | undefined,
): ParentFault | undefined => {
  const { conditions } = parent;
  if (conditions === undefined) return unansweredFault(row, parent, gateways);
  const refused = findConditionWithStatus({ conditions }, 'Accepted', 'False');
  return refused && { text: describeRefusal(refused), since: Math.max(row.createdAt, refused.at ?? 0) };
};

const describeRefusal = (condition: Condition): string => formatCondition(condition) || 'Accepted=False';

/**
 * No controller has said anything. A mesh takes Services as parents and need not answer; a Gateway that lies outside of what
 * was read may be there.
 */
const unansweredFault = (
  { ref, createdAt }: RouteRow,
  parent: ParentRow,
  gateways: readonly GatewayRow[] | undefined,
): ParentFault | undefined => {
  if (parent.kind !== 'Gateway') return undefined;
  const neighbours = gateways?.filter(({ ref: { namespace } }) => namespace === parent.namespace) ?? [];
  const isKnown = gateways !== undefined && (neighbours.length > 0 || parent.namespace === ref.namespace);
  if (!isKnown || neighbours.some(({ ref: { name } }) => name === parent.name))
    return { text: 'no controller has answered', since: createdAt };
  const names = neighbours.map(({ ref: { name } }) => name);
  const near = findNearestWord(parent.name, names) ?? names[0];
  return { text: `no such Gateway${near === undefined ? '' : `: there is ${near}`}`, since: createdAt };
};

const formatParent = ({ kind, namespace, name, section }: ParentRow): string =>
  `${kind} ${namespace}/${name}${section === undefined ? '' : ` (${section})`}`;

const parentRefOf = ({ kind, namespace, name }: ParentRow): ObjectRef => ({ kind, namespace, name });
