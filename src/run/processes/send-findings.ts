import { iterateFindings, type PackedResult } from '../../findings/packed-findings.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import { MAX_CHILD_FINDINGS, MAX_FINDING_BYTES } from './finding-limits.ts';

/** As JSON. */
const PART_BYTES = 2 ** 18;

/**
 * Sends the findings of a result of many in parts, faults first, and returns the result without them. What is beyond the
 * limits is left out, and counted as `findingsLeftOut`.
 */
export const sendManyFindings = async (
  { packed, ...result }: PackedResult,
  send: (part: readonly ReportedFinding[]) => Promise<void>,
): Promise<Result> => {
  if (packed === undefined) return result;
  const total = packed.reduce((sum, { count }) => sum + count, 0);
  let part: ReportedFinding[] = [];
  let partBytes = 0;
  let sent = 0;
  let bytes = 0;
  for (const finding of faultsFirst({ ...result, packed })) {
    const size = Buffer.byteLength(JSON.stringify(finding));
    bytes += size;
    if (sent === MAX_CHILD_FINDINGS || bytes > MAX_FINDING_BYTES) break;
    part.push(finding);
    partBytes += size;
    sent += 1;
    if (partBytes < PART_BYTES) continue;
    await send(part);
    part = [];
    partBytes = 0;
  }
  await send(part);
  return total === sent ? result : { ...result, findingsLeftOut: total - sent };
};

function* faultsFirst(result: PackedResult): Generator<ReportedFinding> {
  for (const wanted of ['fault', 'warning'])
    for (const finding of iterateFindings(result)) if (finding.level === wanted) yield finding;
}
