import { parametersOf } from '../check/parameters.ts';
import type { Json } from '../model/json.ts';
import { type Located, type Mapping, type Path, pathText, placeText, plain, valueAt } from './file/source-position.ts';
import type { Config } from './load.ts';
import type { Registered } from './registrations/register.ts';
import { referenceAt, secretSpots } from './registrations/secret-fields.ts';
import { sourceText } from './registrations/secret-reader.ts';
import { CLUSTER, mappingAt } from './registrations/usages.ts';

/** One value in force, and who said so. */
export interface Setting {
  /** `payments-api/http-endpoint.url` of a registration, else a path of the file. */
  readonly key: string;
  readonly value: Json;
  /** `file:line:column`, `default`, `environment NAME`, or where a secret comes from. */
  readonly origin: string;
}

const MASK = '***';

/** Every value in force with its origin; a secret is masked, and a reference that leads nowhere says so. */
export const settingsOf = (config: Config, env: NodeJS.ProcessEnv): readonly Setting[] => {
  const { tree, registered } = config.origin;
  const rest = (['ignore', 'metrics'] as const).flatMap((key) => leaves(valueAt(tree, [key]), [key]));
  return [
    env.KAVMON_CLUSTER
      ? { key: 'cluster', value: config.cluster, origin: 'environment KAVMON_CLUSTER' }
      : fromFile(tree, ['cluster'], config.cluster),
    fromFile(tree, ['namespaces'], config.namespaces),
    ...rest,
    ...registered.flatMap((one) => settingsOfRegistration(one, tree)),
  ];
};

const fromFile = (tree: Mapping, path: Path, value: Json): Setting => {
  const node = valueAt(tree, path);
  return { key: pathText(path), value, origin: node === undefined ? 'default' : placeText(node.place) };
};

const settingsOfRegistration = (one: Registered, tree: Mapping): readonly Setting[] => {
  const { id, enabled, timeoutMs, severity, runbook, retry, selector } = one.registration;
  const values: readonly (readonly [string, Json, Path])[] = [
    ['enabled', enabled, ['enabled']],
    ['timeout', durationText(timeoutMs), ['timeout']],
    ['severity', severity, ['severity']],
    ['runbook', runbook, ['runbook']],
    ['retry.attempts', retry.attempts, ['retry', 'attempts']],
    ['retry.backoff', durationText(retry.backoffMs), ['retry', 'backoff']],
    [
      'retry.attemptTimeout',
      retry.attemptTimeoutMs === null ? null : durationText(retry.attemptTimeoutMs),
      ['retry', 'attemptTimeout'],
    ],
  ];
  return [
    ...values.map(([key, value, path]) => ({ key: `${id}.${key}`, value, origin: originOf(one, tree, path) })),
    ...(selector === undefined ? [] : [{ key: `${id}.selector`, value: selector, origin: selectorOrigin(one, tree) }]),
    ...parameterSettings(one),
  ];
};

/** As a config file takes it, without loss. */
const durationText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** The nearest layer that says it: the registration, its service, the tuning of its check. */
const originOf = ({ use }: Registered, tree: Mapping, path: Path): string => {
  const layers = [use.own, serviceLayer(use.service, tree), mappingAt(tree, ['checks', use.check.name])];
  const node = layers.map((layer) => valueAt(layer, path)).find((value) => value !== undefined);
  return node === undefined ? 'default' : placeText(node.place);
};

const serviceLayer = (service: string, tree: Mapping): Mapping | undefined =>
  service === CLUSTER ? undefined : mappingAt(tree, ['services', service]);

const selectorOrigin = ({ use }: Registered, tree: Mapping): string => {
  const node = valueAt(tree, ['services', use.service, 'workloads', 'selector']);
  return node === undefined ? 'default' : placeText(node.place);
};

const parameterSettings = ({ registration, use, params }: Registered): readonly Setting[] => {
  const spots = secretSpots(use.check.params, params);
  const written = leaves(params, [], (node) => spots.some((spot) => spot.node === node)).map((setting) => {
    const spot = spots.find(({ path }) => pathText(path) === setting.key);
    const reference = spot === undefined ? undefined : referenceAt(spot);
    if (reference === undefined) return setting;
    const missing = registration.problem?.includes(`(for ${setting.key})`) === true;
    return { ...setting, value: missing ? '(missing)' : MASK, origin: `${sourceText(reference)}, ${setting.origin}` };
  });
  const defaults = parametersOf(use.check)
    .filter(({ name }) => !params.entries.has(name))
    .flatMap(({ name, default: value }) => (value === undefined ? [] : [{ key: name, value, origin: 'default' }]));
  return [...written, ...defaults].map((setting) => ({ ...setting, key: `${registration.id}.${setting.key}` }));
};

/** Every value below a node that holds no further ones; `isLeaf` stops earlier. */
const leaves = (node: Located | undefined, path: Path, isLeaf: (node: Located) => boolean = () => false): Setting[] => {
  if (node === undefined) return [];
  if (!isLeaf(node) && node.kind === 'mapping') {
    return [...node.entries].flatMap(([key, { value }]) => leaves(value, [...path, key], isLeaf));
  }
  if (!isLeaf(node) && node.kind === 'list' && node.items.some(({ kind }) => kind !== 'scalar')) {
    return node.items.flatMap((item, index) => leaves(item, [...path, index], isLeaf));
  }
  return [{ key: pathText(path), value: plain(node), origin: placeText(node.place) }];
};
