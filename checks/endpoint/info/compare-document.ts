import { compareExpiry, type ExpiryExpectation } from '../../../src/expectations/compare-documents.ts';
import { type ComparedTarget, shortenText } from '../../../src/expectations/comparison.ts';
import { writeExactly } from '../../../src/expectations/json-document.ts';
import { compareJson, type JsonExpectation } from '../../../src/expectations/json-path.ts';
import type { AskedReplica } from './fetch-document.ts';

/** What is expected of each document; paths are JSONPaths. */
interface DocumentExpectations {
  readonly version?: { readonly path: string; readonly range: string } | undefined;
  readonly expiry?: readonly ExpiryExpectation[] | undefined;
  readonly flags?: readonly string[] | undefined;
  readonly jsonPath?: readonly JsonExpectation[] | undefined;
}

/** Compares the document of one replica with what is expected; a replica without one fails. */
export const compareDocument = async (
  replica: AskedReplica,
  expected: DocumentExpectations,
  now: number,
): Promise<ComparedTarget> => {
  const subject = { target: replica.from, part: replica.from };
  if ('problem' in replica) return { subject: { ...subject, evidence: {} }, comparisons: [replica.problem] };
  const { document, status } = replica;
  const expiries = await Promise.all((expected.expiry ?? []).map((expiry) => compareExpiry(document, expiry, now)));
  const values = await compareJson(replica, [...shorthandExpectations(expected), ...(expected.jsonPath ?? [])]);
  const evidence = { document: shortenText(writeExactly(replica.exact())) };
  return { subject: { ...subject, evidence }, comparisons: [status, ...values, ...expiries.flat()] };
};

/** `version` and `flags` as JSONPath expectations, which a missing value fails. */
const shorthandExpectations = ({ version, flags }: DocumentExpectations): readonly JsonExpectation[] => [
  ...(version === undefined ? [] : [{ path: version.path, semver: version.range }]),
  ...(flags ?? []).map((flag) => ({ path: flag, eq: true })),
];
