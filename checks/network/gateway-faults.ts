import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import type {
  GatewayClassRow,
  GatewayRow,
  ListenerRow,
  ListenerSetRow,
  ListeningRow,
} from '../../src/kubernetes/views/gateways.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';

/** What is wrong with a Gateway or ListenerSet. */
export interface GatewayFault {
  /** Lower case, without the duration. */
  readonly text: string;
  readonly since: number;
  readonly listener?: ListenerRow;
  /** It was accepted, and nothing says that it does not work. */
  readonly level?: 'warning';
}

/** The first thing that is wrong with a Gateway, however new; undefined when it is programmed. */
export const gatewayFault = (
  row: GatewayRow,
  classes: readonly GatewayClassRow[] | undefined,
): GatewayFault | undefined =>
  classFault(row, classes) ??
  listenerFault(row) ??
  statusFault(row) ??
  unansweredFault(row, classQuestion(row, classes));

/** The first thing that is wrong with a ListenerSet, however new; undefined when its Gateway has its listeners. */
export const listenerSetFault = (row: ListenerSetRow): GatewayFault | undefined =>
  listenerFault(row) ??
  statusFault(row) ??
  unansweredFault(row, `no controller has programmed it: does that of Gateway ${row.gateway.name} take ListenerSets?`);

const classFault = (row: GatewayRow, classes: readonly GatewayClassRow[] | undefined): GatewayFault | undefined => {
  if (classes === undefined) return undefined;
  const ofName = classes.find(({ ref }) => ref.name === row.className);
  if (ofName === undefined) {
    const known = classes.length === 0 ? 'the cluster has none' : `there is ${abbreviateList(namesOf(classes), 5)}`;
    return { text: `GatewayClass ${row.className} not found: ${known}`, since: row.createdAt };
  }
  const refused = findConditionWithStatus(ofName, 'Accepted', 'False');
  if (refused === undefined) return undefined;
  const text = `its GatewayClass ${row.className} is not accepted: ${formatCondition(refused)}`;
  return { text, since: Math.max(row.createdAt, refused.at ?? 0) };
};

const namesOf = (classes: readonly GatewayClassRow[]): readonly string[] => classes.map(({ ref }) => ref.name);

/** Conditions of a listener by the status that says that it does not work. */
const LISTENER_FAULTS = [
  ['Accepted', 'False'],
  ['Conflicted', 'True'],
  ['ResolvedRefs', 'False'],
  ['Programmed', 'False'],
] as const;

/** The listener says more than the Gateway, whose condition sums it up. */
const listenerFault = ({ listeners, createdAt }: ListeningRow): GatewayFault | undefined => {
  const faults = listeners.flatMap((listener) => {
    const bad = LISTENER_FAULTS.map(([type, status]) => findConditionWithStatus(listener, type, status)).find(Boolean);
    return bad === undefined ? [] : [{ listener, bad }];
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  const texts = faults.map(
    ({ listener, bad }) => `listener ${listener.name} (${listener.port}): ${describeStatus(bad)}`,
  );
  const since = Math.max(createdAt, ...faults.map(({ bad }) => bad.at ?? 0));
  return { text: texts.join('; '), since, listener: first.listener };
};

const statusFault = (row: ListeningRow): GatewayFault | undefined => {
  const bad = findConditionWithStatus(row, 'Accepted', 'False') ?? findConditionWithStatus(row, 'Programmed', 'False');
  return bad && { text: describeStatus(bad), since: Math.max(row.createdAt, bad.at ?? 0) };
};

/** Nobody said that it is programmed, nor that it is not. */
const unansweredFault = (row: ListeningRow, text: string): GatewayFault | undefined => {
  const programmed = findCondition(row, 'Programmed') ?? findCondition(row, 'Ready') ?? findCondition(row, 'Accepted');
  if (programmed?.status === 'True') return undefined;
  return {
    text,
    since: Math.max(row.createdAt, programmed?.at ?? 0),
    ...(findConditionWithStatus(row, 'Accepted', 'True') && { level: 'warning' }),
  };
};

const classQuestion = ({ className }: GatewayRow, classes: readonly GatewayClassRow[] | undefined): string => {
  const controller = classes?.find(({ ref }) => ref.name === className)?.controller;
  const who = controller === undefined ? 'no controller has' : `its controller ${controller} has not`;
  return `${who} programmed it: is one for GatewayClass ${className} running?`;
};

const describeStatus = (condition: Condition): string =>
  `${condition.type}=${condition.status} ${formatCondition(condition)}`.trimEnd();
