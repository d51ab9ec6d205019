import { ProbeError } from '../../../src/model/errors.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import type { ClockReading } from './compare-offset.ts';

/** A header has whole seconds: the clock that wrote it may be as much further. */
const RESOLUTION_MS = 1000;

/**
 * The clock of a server by the header `date` of an answer with any status (RFC 9110, 6.6.1), which every server with a clock
 * sends. Throws ProbeError, also for an answer that a cache had kept.
 */
export const readDate = async (
  http: BoundProbes['http'],
  options: Pick<Parameters<BoundProbes['http']>[0], 'url' | 'tls' | 'limitMs'>,
): Promise<ClockReading> => {
  const { headers, url, address, durationMs } = await http({ ...options, redirects: 'none' });
  const endedAt = Date.now();
  const textOf = (wanted: string): string | undefined => headers.find(([name]) => name === wanted)?.[1];
  const date = Date.parse(textOf('date') ?? '');
  if (Number.isNaN(date)) throw new ProbeError('missing_value', `${url}: the answer has no date`);
  if (Number(textOf('age') ?? 0) > 0)
    throw new ProbeError('missing_value', `${url}: the answer is from a cache, and so is its date`);
  return {
    ...{ target: url, address },
    offsetMs: date + RESOLUTION_MS / 2 - (endedAt - durationMs / 2),
    delayMs: durationMs + RESOLUTION_MS,
  };
};
