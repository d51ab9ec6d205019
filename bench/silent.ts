import { kavmonOnUrls } from './kavmon.ts';
import { comparePrograms } from './measure.ts';
import { peersOn } from './peers.ts';
import type { BenchRow } from './row.ts';
import type { ServerPorts } from './server.ts';

const SILENT_RUNS = 3;
const SILENT_CHECKS = 1000;

/** Their timeout, and 0.4 s. */
const SILENT_LIMIT_MS = 5_400;

/** Other programs are ended after a minute. */
const PEER_LIMIT_ARGV = ['timeout', '60'];

/** A thousand checks of a server that accepts and never answers, 5 s each, on two threads. */
export const silentServer = async ({ silent }: ServerPorts): Promise<readonly BenchRow[]> => {
  const urls = Array.from({ length: SILENT_CHECKS }, (_, index) => `http://127.0.0.1:${silent}/${index}`);
  const peers = Object.entries(await peersOn(urls)).map(([name, { argv }]) => [
    name,
    { argv: [...PEER_LIMIT_ARGV, ...argv] },
  ]);
  const taken = await comparePrograms(
    { kavmon: await kavmonOnUrls(urls, ['--no-metrics', '-w', '2']), ...Object.fromEntries(peers) },
    SILENT_RUNS,
  );
  return Object.entries(taken).map(([program, measured]) => ({
    work: `${SILENT_CHECKS} HTTP checks, no answer`,
    program,
    ...measured,
    ...(program === 'kavmon' ? { budget: { ms: SILENT_LIMIT_MS, mb: 125 } } : {}),
  }));
};
