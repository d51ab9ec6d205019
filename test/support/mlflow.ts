import { join } from 'node:path';
import { cachedFolder } from '../cache/cache.ts';
import { runLongTool } from '../cluster/program.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const MLFLOW_VERSION = '3.17.2';

/** Without these it reports home, and starts nine processes more. */
const QUIET = { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' } as const;

export type MlflowServer = {
  readonly url: string;
  readonly daemon: TestDaemon;
  /** Calls a method of its REST API, `registered-models/create` for one. */
  readonly send: (path: string, body: object) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Installs MLflow from PyPI, into the cache. Returns why that failed, in one line, or undefined. The first time takes minutes. */
export const mlflowMissing = (): Promise<string | undefined> =>
  installMlflow().then(
    () => undefined,
    (error: Error) => `no MLflow: ${error.message.split('\n').at(-1)}`,
  );

const installMlflow = async (): Promise<string> => {
  // Compiled with the installation: the first start would take minutes without.
  const flags = ['--disable-pip-version-check', '--only-binary=:all:'];
  const folder = await cachedFolder(`mlflow-${MLFLOW_VERSION}`, async (into, progress) => {
    const packages = join(into, 'packages');
    await runLongTool(
      ['python3', '-m', 'pip', 'install', ...flags, '--target', packages, `mlflow==${MLFLOW_VERSION}`],
      progress,
    );
  });
  return join(folder, 'packages');
};

/** Starts a real MLflow with an empty registry on a free loopback port. */
export const startMlflow = async (): Promise<MlflowServer> => {
  const packages = await installMlflow();
  const folder = await makeTemporaryFolder('mlflow');
  const port = await findFreePort();
  const stores = [
    ...['--backend-store-uri', `sqlite:///${join(folder.path, 'registry.db')}`],
    ...['--artifacts-destination', join(folder.path, 'artifacts')],
  ];
  const address = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const daemon = startDaemon('python3', ['-m', 'mlflow', 'server', ...address, ...stores], {
    cwd: folder.path,
    env: { ...QUIET, PYTHONPATH: packages, HOME: folder.path, PATH: `${join(packages, 'bin')}:${process.env.PATH}` },
  });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const url = `http://127.0.0.1:${port}`;
  const isUp = async (): Promise<boolean> => (await fetch(`${url}/health`).catch(() => undefined))?.ok === true;
  await waitForDaemon(daemon, isUp, { name: 'MLflow', cleanUp: stop, ms: 300_000 });
  const send = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  return { url, daemon, send, stop };
};
