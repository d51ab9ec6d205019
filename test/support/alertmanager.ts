import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** An alert as Alertmanager shows it (API v2, `gettableAlert`). */
export type ShownAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
  };
};

export type AlertmanagerServer = {
  /** For KAVMON_ALERTMANAGER_URL. */
  readonly url: string;
  /** What is not resolved yet. */
  readonly alerts: () => Promise<readonly ShownAlert[]>;
  readonly groups: () => Promise<
    readonly { readonly labels: Readonly<Record<string, string>>; readonly alerts: readonly ShownAlert[] }[]
  >;
  /** Silences what has this label for an hour. */
  readonly silence: (name: string, value: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts a real Alertmanager on a free loopback port with this configuration. */
export const startAlertmanager = async (config: object): Promise<AlertmanagerServer> => {
  const missing = await ensurePackages(['prometheus-alertmanager']);
  if (missing !== undefined) throw new Error(missing);
  const folder = await makeTemporaryFolder('alertmanager');
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const file = join(folder.path, 'alertmanager.yml');
  await writeFile(file, JSON.stringify(config));
  const daemon = startDaemon('prometheus-alertmanager', [
    `--config.file=${file}`,
    `--storage.path=${join(folder.path, 'data')}`,
    `--web.listen-address=${new URL(url).host}`,
    // Empty, or it opens a port for the others of a cluster.
    '--cluster.listen-address=',
  ]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => isAlertmanagerReady(url), { name: 'Alertmanager', cleanUp: stop, ms: 20_000 });
  return {
    url,
    alerts: () => readJson(`${url}/api/v2/alerts`),
    groups: () => readJson(`${url}/api/v2/alerts/groups`),
    silence: (name, value) => silenceLabel(url, name, value),
    stop,
  };
};

const isAlertmanagerReady = async (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

const readJson = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return (await answer.json()) as T;
};

const silenceLabel = async (url: string, name: string, value: string): Promise<void> => {
  const now = Date.now();
  const body = {
    matchers: [{ name, value, isRegex: false, isEqual: true }],
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
    createdBy: 'test',
    comment: 'known',
  };
  const answer = await fetch(`${url}/api/v2/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status} ${await answer.text()}`);
};
