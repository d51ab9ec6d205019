import type { Redactor } from '../../redaction/redactor.ts';

/** How long an Alertmanager may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 5000;

interface ActiveAlert {
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Labels of the alerts that are active for objects of a namespace, by Alertmanager's API v2.
 * @throws {Error} when it does not answer, or with something else.
 */
export const readActiveAlerts = async (
  base: string,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, string>>[]> => {
  const url = new URL('api/v2/alerts', base.endsWith('/') ? base : `${base}/`);
  url.searchParams.set('filter', `namespace="${namespace}"`);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const authorization = username === '' ? {} : { authorization: basicCredentials(username, password) };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
  const response = await fetch(url, { headers: authorization, signal: limit, redirect: 'error' });
  if (!response.ok) throw new Error(`the Alertmanager answered ${response.status}`);
  const alerts: unknown = await response.json();
  if (!Array.isArray(alerts)) throw new Error('what answered is no Alertmanager: its alerts are no list');
  return (alerts as readonly ActiveAlert[]).map(({ labels }) => labels ?? {});
};

const basicCredentials = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${decodeURIComponent(user)}:${decodeURIComponent(password)}`).toString('base64')}`;

/** The address of the Alertmanager to ask; undefined: none is configured. Its password is told to the redactor. */
export const alertmanagerOf = (env: NodeJS.ProcessEnv, redactor: Redactor): string | undefined => {
  const [first = ''] = (env.KAVMON_ALERTMANAGER_URL ?? '').split(',').map((text) => text.trim());
  if (first === '') return undefined;
  const password = URL.canParse(first) ? new URL(first).password : '';
  if (password !== '') redactor.register(decodeURIComponent(password));
  return first;
};
