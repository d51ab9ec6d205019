import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findCondition, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import {
  currentAnswer,
  type ParentAnswer,
  type ParentRow,
  type RouteRow,
} from '../../src/kubernetes/views/gateway-routes.ts';
import type { ListeningRow } from '../../src/kubernetes/views/gateways.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { findNearestWord } from '../../src/text/nearest-word.ts';
import { behindFinding, isBehind } from '../resources/controller-behind.ts';

interface ParentJudgement {
  /** The objects of each kind that routes attach to; undefined: they were not read. */
  readonly attachable: Readonly<Record<'Gateway' | 'ListenerSet', readonly ListeningRow[] | undefined>>;
  /** The controller that a parent has by its class; undefined: not known. */
  readonly controllerOf: (parent: ParentRow) => string | undefined;
  /** What is newer may still be on its way. */
  readonly limit: number;
  readonly now: number;
}

/** What is wrong between a route and the objects that it attaches to; undefined when all of them take it. */
export const routeParentFinding = (row: RouteRow, judgement: ParentJudgement): Finding | undefined => {
  const { limit, now } = judgement;
  const refused = row.parents
    .map((parent) => ({ parent, fault: parentFault(row, parent, judgement) }))
    .filter(({ fault }) => fault !== undefined && fault.since < limit);
  const [first] = refused;
  if (first?.fault === undefined) return lagFinding(row, judgement);
  const since = formatDuration(now - first.fault.since);
  const others = refused.length === 1 ? '' : `, and ${refused.length - 1} more of its parents`;
  const isWarning = refused.length < row.parents.length || refused.every(({ fault }) => fault?.isDoubtful);
  return {
    reason: 'route_refused',
    level: isWarning ? 'warning' : 'fault',
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
  /** Nobody says that requests are refused. */
  readonly isDoubtful?: boolean;
}

const parentFault = (row: RouteRow, parent: ParentRow, judgement: ParentJudgement): ParentFault | undefined => {
  const controller = judgement.controllerOf(parent);
  const answer = currentAnswer(parent, controller);
  if (answer === undefined) return unansweredFault(row, parent, judgement.attachable);
  const accepted = findCondition(answer, 'Accepted');
  const since = Math.max(row.createdAt, accepted?.at ?? 0);
  if (accepted?.status === 'False') return { text: describeRefusal(accepted), since };
  if (controller !== undefined && controller !== answer.controller)
    return {
      text: `its controller ${controller} has not answered, only ${answer.controller || 'another one'} has`,
      since,
      isDoubtful: true,
    };
  if (accepted?.status === 'Unknown')
    return { text: `its controller has not decided: ${describeRefusal(accepted)}`, since, isDoubtful: true };
  return undefined;
};

const describeRefusal = (condition: Condition): string =>
  formatCondition(condition) || `${condition.type}=${condition.status}`;

/**
 * No controller has said anything. A mesh takes Services as parents and need not answer; a Gateway or ListenerSet that lies
 * outside of what was read may be there.
 */
const unansweredFault = (
  { ref, createdAt }: RouteRow,
  parent: ParentRow,
  attachable: ParentJudgement['attachable'],
): ParentFault | undefined => {
  const { kind } = parent;
  if (kind !== 'Gateway' && kind !== 'ListenerSet') return undefined;
  const rows = attachable[kind];
  const neighbours = rows?.filter(({ ref: { namespace } }) => namespace === parent.namespace) ?? [];
  const isKnown = rows !== undefined && (neighbours.length > 0 || parent.namespace === ref.namespace);
  if (!isKnown || neighbours.some(({ ref: { name } }) => name === parent.name))
    return { text: 'no controller has answered', since: createdAt };
  const names = neighbours.map(({ ref: { name } }) => name);
  const near = findNearestWord(parent.name, names) ?? names[0];
  return { text: `no such ${kind}${near === undefined ? '' : `: there is ${near}`}`, since: createdAt };
};

/** Its controller took an older form of the route, and has not looked at what it says now. */
const lagFinding = (row: RouteRow, { controllerOf, limit }: ParentJudgement): Finding | undefined => {
  const answers = row.parents.flatMap((parent) => currentAnswer(parent, controllerOf(parent)) ?? []);
  const late = answers.find((answer: ParentAnswer) => isBehind({ ...row, ...answer }, limit));
  return late && { ...behindFinding({ ...row, ...late }), because: row.parents.map(parentRefOf) };
};

const formatParent = ({ kind, namespace, name, section }: ParentRow): string =>
  `${kind} ${namespace}/${name}${section === undefined ? '' : ` (${section})`}`;

const parentRefOf = ({ kind, namespace, name }: ParentRow): ObjectRef => ({ kind, namespace, name });
