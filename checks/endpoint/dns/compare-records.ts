import * as z from 'zod';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareLatency, type LatencyLimits } from '../../../src/expectations/latency.ts';
import { compareSet, type SetExpectation } from '../../../src/expectations/record-set.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { DnsAnswer } from '../../../src/probes/dns/dns.ts';
import type { RecordType } from '../../../src/probes/dns/record-types.ts';

/** Parameter with records, in the form of a zone file. */
export const recordList = () => z.array(z.string().min(1)).min(1).optional();

interface RecordExpectations extends SetExpectation, LatencyLimits {
  readonly type: RecordType;
  readonly rcode: DnsAnswer['rcode'] | 'NODATA';
}

/** Compares the records of an answer, and how long it took, with what is expected. */
export const compareRecords = (
  { rcode, records, durationMs }: DnsAnswer,
  expected: RecordExpectations,
): readonly Comparison[] => {
  const exists = compareCode(rcode, records, expected.rcode);
  // A name that does not exist is one fault, not one for each record that it lacks.
  if (exists.status === 'fail') return [exists];
  if (expected.rcode !== 'NOERROR') return [exists, ...compareLatency(durationMs, expected)];
  const normalize = (list: readonly string[] | undefined) => list?.map((text) => normalizeRecord(text, expected.type));
  return [
    exists,
    ...compareSet(records, {
      equals: normalize(expected.equals),
      contains: normalize(expected.contains),
      excludes: normalize(expected.excludes),
      minAnswers: expected.minAnswers ?? 1,
    }),
    ...compareLatency(durationMs, expected),
  ];
};

/** NODATA is an answer without an error and without records (RFC 2308, 2.2). */
const compareCode = (
  rcode: DnsAnswer['rcode'],
  records: readonly string[],
  expected: RecordExpectations['rcode'],
): Comparison => {
  const actual = rcode === 'NOERROR' && expected !== 'NOERROR' && records.length === 0 ? 'NODATA' : rcode;
  const found = records.length === 0 ? '' : ` with ${records.slice(0, 5).join(', ')}`;
  return {
    name: 'rcode',
    operator: 'is',
    expected,
    actual,
    status: actual === expected ? 'pass' : 'fail',
    reason: 'dns',
    text: `the answer is ${actual}${expected === 'NOERROR' ? '' : `${found}, expected ${expected}`}`,
  };
};

/** A failed comparison for a query that no server answered. Other errors are thrown on. */
export const compareUnresolved = (error: unknown): Comparison => {
  if (!(error instanceof ProbeError) || error.reason !== 'dns') throw error;
  const { reason, message } = error;
  return {
    name: 'answer',
    operator: 'is',
    expected: 'NOERROR',
    actual: message,
    status: 'fail',
    reason,
    text: message,
  };
};

/** An expected record in the form in which the probe returns it. */
const normalizeRecord = (record: string, type: RecordType): string => {
  if (type === 'TXT' || type === 'CAA') return record;
  if (type === 'AAAA') return URL.parse(`http://[${record}]`)?.hostname.slice(1, -1) ?? record;
  return record.toLowerCase().replace(/\.$/, '');
};
