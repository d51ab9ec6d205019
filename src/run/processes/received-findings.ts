import { createFindingCollector, type PackedResult } from '../../findings/packed-findings.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import { MAX_CHILD_FINDINGS, MAX_FINDING_BYTES } from './finding-limits.ts';

/** The commas between them, and what each message has beside its findings. */
const ENVELOPE_BYTES = 2 ** 20;

/** What a process has sent of the findings of the check that it runs, packed as they come. */
export interface ReceivedFindings {
  /** @throws {RangeError} on more of them than a process of kavmon sends. */
  take(findings: readonly ReportedFinding[], bytes: number): void;
  /** The result with all of them in place of its own. */
  placeIn(result: Result): PackedResult;
}

/** Of a check that has not sent any. */
export const createReceivedFindings = (): ReceivedFindings => {
  const collector = createFindingCollector();
  let received = 0;
  return {
    take: (findings, bytes) => {
      received += bytes;
      if (collector.count + findings.length > MAX_CHILD_FINDINGS || received > MAX_FINDING_BYTES + ENVELOPE_BYTES)
        throw new RangeError('more findings than one check has');
      for (const finding of findings) collector.add(finding);
    },
    placeIn: (result) => {
      const { findings, packed } = collector.collected();
      return { ...result, findings, ...(packed === undefined ? {} : { packed }) };
    },
  };
};
