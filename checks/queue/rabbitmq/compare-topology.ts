import { isDeepStrictEqual } from 'node:util';
import { formatValue } from '../../../src/expectations/comparison.ts';
import type { Json } from '../../../src/model/json.ts';
import { declareBinding, declareExchange, declareQueue } from './declare-command.ts';
import type { ActualTopology } from './read-topology.ts';
import type { ExpectedBinding, ExpectedExchange, ExpectedQueue, Topology } from './topology.ts';

/** Something that is not as it must be. */
export interface TopologyFault {
  readonly vhost: string;
  /** `exchange orders`, in its virtual host. */
  readonly subject: string;
  readonly text: string;
  /** The command that makes it, where it is only missing. */
  readonly next?: string;
}

/** What differs in one virtual host; with `exact` also what is there beside it. */
export const compareTopology = (
  expected: Topology,
  actual: ActualTopology,
  vhost: string,
  exact: boolean,
): readonly TopologyFault[] => {
  const here = <T extends { readonly vhost: string }>(items: readonly T[]): readonly T[] =>
    items.filter((item) => item.vhost === vhost);
  const wanted = {
    exchanges: here(expected.exchanges),
    queues: here(expected.queues),
    bindings: here(expected.bindings),
  };
  return [
    ...wanted.exchanges.flatMap((one) =>
      compareExchange(
        one,
        actual.exchanges.find(({ name }) => name === one.name),
      ),
    ),
    ...wanted.queues.flatMap((one) =>
      compareQueueSettings(
        one,
        actual.queues.find(({ name }) => name === one.name),
      ),
    ),
    ...wanted.bindings.flatMap((one) =>
      actual.bindings.some((other) => isBinding(one, other)) ? [] : [missingBinding(one)],
    ),
    ...(exact ? surplusFaults(wanted, actual, vhost) : []),
  ];
};

const compareExchange = (wanted: ExpectedExchange, found: ExpectedExchange | undefined): readonly TopologyFault[] => {
  const subject = `exchange ${wanted.name}`;
  if (found === undefined)
    return [{ vhost: wanted.vhost, subject, text: 'it is missing: declare it', next: declareExchange(wanted) }];
  return settingsFault(wanted.vhost, subject, [
    ...compareSettings(wanted, found, ['type', 'durable', 'autoDelete', 'internal']),
    ...compareArguments(wanted.arguments, found.arguments ?? {}),
  ]);
};

const compareQueueSettings = (wanted: ExpectedQueue, found: ExpectedQueue | undefined): readonly TopologyFault[] => {
  const subject = `queue ${wanted.name}`;
  if (found === undefined)
    return [{ vhost: wanted.vhost, subject, text: 'it is missing: declare it', next: declareQueue(wanted) }];
  // A queue has a type also where it was declared without that argument.
  const type = found.type === undefined ? {} : { 'x-queue-type': found.type };
  return settingsFault(wanted.vhost, subject, [
    ...compareSettings(wanted, found, ['type', 'durable', 'autoDelete']),
    ...compareArguments(wanted.arguments, { ...type, ...found.arguments }),
  ]);
};

const settingsFault = (vhost: string, subject: string, differences: readonly string[]): readonly TopologyFault[] =>
  differences.length === 0
    ? []
    : [{ vhost, subject, text: `${differences.join(', ')}: delete it once it is drained, and declare it anew` }];

const compareSettings = <T extends object>(
  wanted: T,
  found: T,
  names: readonly (keyof T & string)[],
): readonly string[] =>
  names.flatMap((name) =>
    wanted[name] === undefined || wanted[name] === found[name]
      ? []
      : [describeDifference(name, found[name] as Json | undefined, wanted[name] as Json)],
  );

const compareArguments = (
  wanted: ExpectedQueue['arguments'],
  found: Readonly<Record<string, Json>>,
): readonly string[] =>
  Object.entries(wanted ?? {}).flatMap(([name, value]) =>
    isDeepStrictEqual(found[name], value) ? [] : [describeDifference(name, found[name], value)],
  );

const describeDifference = (name: string, found: Json | undefined, wanted: Json): string =>
  `${name} is ${found === undefined ? 'not set' : formatValue(found)}, expected ${formatValue(wanted)}`;

const isBinding = (wanted: ExpectedBinding, found: ExpectedBinding): boolean =>
  wanted.source === found.source &&
  wanted.destination === found.destination &&
  wanted.destinationType === found.destinationType &&
  wanted.routingKey === found.routingKey &&
  compareArguments(wanted.arguments, found.arguments ?? {}).length === 0;

const bindingSubject = ({ source, destination, destinationType, routingKey }: ExpectedBinding): string =>
  `binding from ${source} to ${destinationType} ${destination} with routing key ${JSON.stringify(routingKey)}`;

const missingBinding = (wanted: ExpectedBinding): TopologyFault => {
  const given =
    Object.keys(wanted.arguments ?? {}).length === 0 ? '' : `, arguments ${formatValue(wanted.arguments ?? {})}`;
  const text = `it is missing${given}: bind them, or messages of this kind do not arrive`;
  return { vhost: wanted.vhost, subject: bindingSubject(wanted), text, next: declareBinding(wanted) };
};

/** What RabbitMQ makes itself in every virtual host, and for a connection. */
const isOwnName = (name: string): boolean => name === '' || name.startsWith('amq.');

const surplusFaults = (
  wanted: Pick<Topology, 'exchanges' | 'queues' | 'bindings'>,
  actual: ActualTopology,
  vhost: string,
): readonly TopologyFault[] => {
  const isForeign = (name: string): boolean => !isOwnName(name) && !actual.exclusive.has(name);
  const text = 'it is not expected: delete it, or add it to what is';
  const unexpected = <T extends { readonly name: string }>(found: readonly T[], expected: readonly T[]) =>
    found.filter(({ name }) => isForeign(name) && expected.every((one) => one.name !== name));
  const bindings = actual.bindings.filter(
    (found) =>
      found.source !== '' && isForeign(found.destination) && !wanted.bindings.some((one) => isBinding(one, found)),
  );
  return [
    ...unexpected(actual.exchanges, wanted.exchanges).map(({ name }) => ({ vhost, subject: `exchange ${name}`, text })),
    ...unexpected(actual.queues, wanted.queues).map(({ name }) => ({ vhost, subject: `queue ${name}`, text })),
    ...bindings.map((found) => ({ vhost, subject: bindingSubject(found), text })),
  ];
};
