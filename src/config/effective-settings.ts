import type { CheckMetadata } from '../check/check.ts';
import { describeParameters } from '../check/describe-parameters.ts';
import type { Json } from '../model/json.ts';
import { type ConfigTree, valuePosition } from './file/config-tree.ts';
import { isMapping, valueAt } from './file/json-tree.ts';
import { type ConfigPath, formatPath, formatPosition } from './file/source-position.ts';
import type { KavmonConfig } from './load.ts';
import { pathInFile } from './registrations/parse-parameters.ts';
import type { RegisteredUsage } from './registrations/register.ts';
import { findSecretFields, referenceIn } from './registrations/secret-fields.ts';
import { describeReference } from './registrations/secret-reader.ts';

/** One value in force, and its origin. */
export interface EffectiveSetting {
  /** `payments-api/http-endpoint.url` of a registration, else a path of the file. */
  readonly key: string;
  readonly value: Json;
  /** `file:line:column`, `default`, `environment NAME`, or where a secret comes from. */
  readonly origin: string;
}

const SECRET_MASK = '***';

/**
 * Every value in force with its origin; a secret is masked, and a reference that cannot be resolved is `(missing)`.
 * `checkFolders` are those of `--checks`.
 */
export const listSettings = (
  config: KavmonConfig,
  env: NodeJS.ProcessEnv,
  checkFolders: readonly string[] = [],
): readonly EffectiveSetting[] => {
  const { tree, registered } = config.origin;
  const checks = new Set(registered.map(({ usage }) => usage.check));
  const defaults: CheckDefaults = new Map([...checks].map((check) => [check, defaultSettings(check)]));
  const fromFile = (key: string, value: Json) => ({ key, value, origin: originOf(tree, [key]) });
  return [
    env.KAVMON_CLUSTER
      ? { key: 'cluster', value: config.cluster, origin: 'environment KAVMON_CLUSTER' }
      : fromFile('cluster', config.cluster),
    fromFile('namespaces', config.namespaces),
    checkFolders.length > 0
      ? { key: 'ownChecks', value: checkFolders, origin: '--checks' }
      : fromFile('ownChecks', valueAt(tree.value, ['ownChecks']) ?? null),
    ...['ignore', 'metrics', 'alertmanager'].flatMap((key) =>
      leafPaths(valueAt(tree.value, [key]), [key]).map((path) => ({
        key: formatPath(path),
        value: valueAt(tree.value, path) ?? null,
        origin: originOf(tree, path),
      })),
    ),
    ...registered.flatMap((one) => registrationSettings(one, tree, defaults)),
  ];
};

/** Where the value at a path was written. */
const originOf = (tree: ConfigTree, path: ConfigPath): string => {
  const position = valuePosition(tree, path);
  return position === undefined ? 'default' : formatPosition(position);
};

/** Defaults of parameters by check: to read them off a schema takes a while. */
type CheckDefaults = ReadonlyMap<CheckMetadata, readonly EffectiveSetting[]>;

const defaultSettings = (check: CheckMetadata): readonly EffectiveSetting[] =>
  describeParameters(check).flatMap(({ name, default: value }) =>
    value === undefined ? [] : [{ key: name, value, origin: 'default' }],
  );

const registrationSettings = (
  one: RegisteredUsage,
  tree: ConfigTree,
  defaults: CheckDefaults,
): readonly EffectiveSetting[] => {
  const { id, enabled, timeoutMs, severity, runbook, retry, selector } = one.registration;
  const { service } = one.usage;
  const values: readonly (readonly [string, Json])[] = [
    ['enabled', enabled],
    ['timeout', durationText(timeoutMs)],
    ['severity', severity],
    ['runbook', runbook],
    ['retry.attempts', retry.attempts],
    ['retry.backoff', durationText(retry.backoffMs)],
    ['retry.attemptTimeout', retry.attemptTimeoutMs === null ? null : durationText(retry.attemptTimeoutMs)],
  ];
  return [
    ...values.map(([key, value]) => ({ key: `${id}.${key}`, value, origin: settingOrigin(one, tree, key.split('.')) })),
    ...(selector === undefined
      ? []
      : [
          {
            key: `${id}.selector`,
            value: selector,
            origin: originOf(tree, ['services', service, 'workloads', 'selector']),
          },
        ]),
    ...parameterSettings(one, tree, defaults),
  ];
};

/** As a config file takes it, without loss. */
const durationText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** The nearest layer that has the key: the registration, its service, the tuning of its check. */
const settingOrigin = ({ usage }: RegisteredUsage, tree: ConfigTree, key: ConfigPath): string => {
  const layers: readonly ConfigPath[] = [
    ...(usage.isExplicit ? [usage.path] : []),
    ['services', usage.service],
    ['checks', usage.check.name],
  ];
  const layer = layers.find((path) => valueAt(tree.value, [...path, ...key]) !== undefined);
  return layer === undefined ? 'default' : originOf(tree, [...layer, ...key]);
};

const parameterSettings = (
  { registration, usage, params }: RegisteredUsage,
  tree: ConfigTree,
  defaults: CheckDefaults,
): readonly EffectiveSetting[] => {
  const secrets = findSecretFields(usage.check.params, params);
  const secretAt = (path: ConfigPath) => secrets.find((field) => formatPath(field.path) === formatPath(path));
  const written = leafPaths(params, [], (path) => secretAt(path) !== undefined).map((path) => {
    const key = formatPath(path);
    const origin = originOf(tree, pathInFile(usage, path, tree.value));
    const field = secretAt(path);
    const reference = field === undefined ? undefined : referenceIn(field);
    if (reference === undefined) return { key, value: valueAt(params, path) ?? null, origin };
    const isMissing = registration.problem?.includes(`(for ${key})`) === true;
    const value = isMissing ? '(missing)' : SECRET_MASK;
    return { key, value, origin: `${describeReference(reference)}, ${origin}` };
  });
  const unwritten = (defaults.get(usage.check) ?? []).filter(({ key }) => !Object.hasOwn(params, key));
  return [...written, ...unwritten].map((setting) => ({ ...setting, key: `${registration.id}.${setting.key}` }));
};

/** The path of every value that holds no further ones, below one at `path`; `isLeaf` stops earlier. */
const leafPaths = (
  value: Json | undefined,
  path: ConfigPath,
  isLeaf: (path: ConfigPath) => boolean = () => false,
): readonly ConfigPath[] => {
  if (value === undefined) return [];
  if (isLeaf(path)) return [path];
  if (isMapping(value))
    return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key], isLeaf));
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null))
    return (value as readonly Json[]).flatMap((item, index) => leafPaths(item, [...path, index], isLeaf));
  return [path];
};
