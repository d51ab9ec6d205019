import { kavmonOn } from './kavmon.ts';
import { compare } from './measure.ts';
import { peersOn } from './peers.ts';
import type { Row } from './row.ts';
import type { Ports } from './server.ts';

const RUNS = 3;
const CHECKS = 1000;

/** Other programs that have not found out by then that nobody answers are not waited for. */
const PATIENCE = ['timeout', '60'];

/** A thousand checks of a server that accepts and never answers, 5 s each, on two threads. */
export const silentServer = async ({ silent }: Ports): Promise<readonly Row[]> => {
  const urls = Array.from({ length: CHECKS }, (_, index) => `http://127.0.0.1:${silent}/${index}`);
  const peers = Object.entries(await peersOn(urls)).map(([name, { argv }]) => [name, { argv: [...PATIENCE, ...argv] }]);
  const taken = await compare(
    { kavmon: await kavmonOn(urls, ['--no-metrics', '-w', '2']), ...Object.fromEntries(peers) },
    RUNS,
  );
  return Object.entries(taken).map(([program, measured]) => ({
    work: `${CHECKS} HTTP checks, no answer`,
    program,
    ...measured,
    ...(program === 'kavmon' ? { budget: { ms: 5700, mb: 130 } } : {}),
  }));
};
