import { parseDuration } from '../../text/duration-text.ts';

/** What the configuration says of Alertmanager. */
export interface AlertmanagerConfig {
  readonly url?: string | readonly string[] | undefined;
  readonly ca?: string | undefined;
  /** Milliseconds. */
  readonly resolveAfter?: number | undefined;
}

/** Where alerts are sent, and how. */
export interface AlertmanagerSettings {
  /** Base addresses; each gets every alert, as members of a cluster of Alertmanager have to. */
  readonly urls: readonly string[];
  /** File with the authorities that are trusted, in PEM. */
  readonly caFile?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  /** Milliseconds after which an alert that no run repeats is resolved. */
  readonly resolveAfterMs: number;
}

const DEFAULT_RESOLVE_AFTER_MS = 1_800_000;

/**
 * Reads the settings of Alertmanager, the environment over the configuration; null without an address. Adds a warning for
 * everything that is ignored.
 */
export const alertmanagerSettings = (
  env: NodeJS.ProcessEnv,
  config: AlertmanagerConfig | null,
  warnings: string[],
): AlertmanagerSettings | null => {
  const urls = addressesOf(env, config);
  if (urls.length === 0) return null;
  const token = readText(env, 'KAVMON_ALERTMANAGER_TOKEN');
  const tokenFile = readText(env, 'KAVMON_ALERTMANAGER_TOKEN_FILE');
  const caFile = readText(env, 'KAVMON_ALERTMANAGER_CA') ?? config?.ca;
  if (token !== undefined && tokenFile !== undefined)
    warnings.push('KAVMON_ALERTMANAGER_TOKEN_FILE is ignored: KAVMON_ALERTMANAGER_TOKEN is set too');
  return {
    urls,
    ...(caFile === undefined ? {} : { caFile }),
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined || token !== undefined ? {} : { tokenFile }),
    resolveAfterMs: readResolveAfter(env, warnings) ?? config?.resolveAfter ?? DEFAULT_RESOLVE_AFTER_MS,
  };
};

const readText = (env: NodeJS.ProcessEnv, name: string): string | undefined => env[name]?.trim() || undefined;

const addressesOf = (env: NodeJS.ProcessEnv, config: AlertmanagerConfig | null): readonly string[] => {
  const own = readText(env, 'KAVMON_ALERTMANAGER_URL')?.split(',') ?? [config?.url ?? []].flat();
  const addresses = own.map((address) => address.trim().replace(/\/+$/, '')).filter((address) => address !== '');
  return [...new Set(addresses)].map((address) => (address.includes('://') ? address : `http://${address}`));
};

const readResolveAfter = (env: NodeJS.ProcessEnv, warnings: string[]): number | undefined => {
  const text = readText(env, 'KAVMON_ALERTMANAGER_RESOLVE_AFTER');
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  warnings.push(`KAVMON_ALERTMANAGER_RESOLVE_AFTER: "${text}" is ignored: it is a duration, 30m for one`);
  return undefined;
};
