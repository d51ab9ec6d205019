import { readLocalText, withinReadLimit } from '../../process/local-file.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../../text/stray-credentials.ts';
import type { ReceiverRequest } from '../transport/send-request.ts';
import type { AlertmanagerSettings } from './alertmanager-settings.ts';

/** What every request to an Alertmanager has, and the secrets that it carries. */
export interface PreparedRequest {
  readonly request: Pick<ReceiverRequest, 'url' | 'headers' | 'ca' | 'env'>;
  readonly secrets: readonly string[];
}

interface RequestSurroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds for each file: a FIFO without a writer never comes. */
  readonly fileLimitMs: number;
}

/**
 * Prepares a request to the alerts of an Alertmanager by its base address: credentials, and the authorities that are trusted.
 * @throws {Error} on an address or a file that cannot be used.
 */
export const prepareRequest = async (
  url: string,
  settings: AlertmanagerSettings,
  { env, fileLimitMs }: RequestSurroundings,
): Promise<PreparedRequest> => {
  if (hasStrayPassword(url)) throw new Error(UNENCODED_PASSWORD);
  const token = await readToken(settings, fileLimitMs);
  const ca =
    settings.caFile === undefined
      ? undefined
      : await readSetting(settings.caFile, 'KAVMON_ALERTMANAGER_CA', fileLimitMs);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    request: {
      url: alertsAddress(url),
      headers: { 'user-agent': 'kavmon', ...authorization },
      ...(ca === undefined ? {} : { ca }),
      env,
    },
    secrets: [...credentialsIn(url), ...(token === undefined ? [] : [token])],
  };
};

const API_PATH = '/api/v2/alerts';

/** The address that alerts are posted to; a base address may have a path (`--web.route-prefix`). */
export const alertsAddress = (base: string): string => (base.endsWith(API_PATH) ? base : base + API_PATH);

const readToken = async ({ token, tokenFile }: AlertmanagerSettings, ms: number): Promise<string | undefined> =>
  token ?? (tokenFile === undefined ? undefined : readSetting(tokenFile, 'KAVMON_ALERTMANAGER_TOKEN_FILE', ms));

const readSetting = async (path: string, name: string, ms: number): Promise<string> => {
  const text = await withinReadLimit(readLocalText(path), ms).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name} cannot be read: ${error.code ?? error.message}`);
  });
  if (text.trim() === '') throw new Error(`${name}: the file is empty`);
  return text.trim();
};

/** The error without the secrets of a request: a server may repeat what it was sent. */
export const hideSecrets = (error: unknown, secrets: readonly string[]): unknown => {
  if (error instanceof Error) for (const secret of secrets) error.message = error.message.replaceAll(secret, '***');
  return error;
};

/** The password of an address, as it stands there and as it is sent. */
const credentialsIn = (url: string): readonly string[] => {
  const { username, password } = URL.parse(url) ?? { username: '', password: '' };
  if (password === '') return [];
  const pair = [username, password].map(decodePercent).join(':');
  return [Buffer.from(pair).toString('base64'), decodePercent(password), password];
};

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
