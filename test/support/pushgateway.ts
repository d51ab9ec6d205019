import { startDaemon, waitForDaemon } from './daemon.ts';
import { ensurePackages } from './debian.ts';
import { findFreePort } from './free-port.ts';

export type PushgatewayServer = {
  /** For AM_PROMETHEUS_URL. */
  readonly url: string;
  /** The lines of /metrics that were pushed, one per series. */
  readonly series: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
};

/** Starts a real Pushgateway on a free loopback port. It keeps nothing on disk. */
export const startPushgateway = async (): Promise<PushgatewayServer> => {
  const missing = await ensurePackages(['prometheus-pushgateway']);
  if (missing !== undefined) throw new Error(missing);
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const daemon = startDaemon('prometheus-pushgateway', [
    `--web.listen-address=${new URL(url).host}`,
    // The package's default is a file below /var/lib.
    '--persistence.file=',
  ]);
  await waitForDaemon(daemon, () => isGatewayReady(url), { name: 'the Pushgateway', cleanUp: daemon.stop, ms: 20_000 });
  return { url, series: () => readSeries(url), stop: daemon.stop };
};

const isGatewayReady = async (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Leaves out the gateway's metrics about itself, which have no label `job`. */
const readSeries = async (url: string): Promise<readonly string[]> => {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) });
  return (await answer.text()).split('\n').filter((line) => /^[a-z_]+\{.*job="/.test(line));
};
