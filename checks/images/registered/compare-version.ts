import { ageInSeconds } from '../../../src/expectations/age.ts';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { shortenText } from '../../../src/expectations/comparison.ts';
import { compareJson } from '../../../src/expectations/json-path.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { describePlace, type FoundVersion, type ModelVersion } from './find-version.ts';
import type { ModelExpectations } from './params.ts';

type PresentVersion = Extract<FoundVersion, { readonly version: ModelVersion }>;

/** The comparison that a version is there. */
export const comparePresence = (found: FoundVersion, expected: ModelExpectations): Comparison => ({
  name: 'version',
  operator: 'exists',
  expected: true,
  actual: !('absence' in found),
  status: 'absence' in found ? 'fail' : 'pass',
  reason: 'assertion',
  text: 'absence' in found ? found.absence : `${describePlace(expected)} is there`,
});

/** Compares a version by itself with what is expected: its state, its age, its fields. */
export const compareVersion = async (
  { version, document }: PresentVersion,
  { age, jsonPath = [] }: ModelExpectations,
  now: number,
): Promise<readonly Comparison[]> => {
  const seconds = versionAge(version, now);
  const text =
    seconds === null
      ? `when version ${version.version} was registered is unknown`
      : `version ${version.version} was registered ${formatDuration(seconds * 1000)} ago (${seconds} s)`;
  return [
    ...compareState(version),
    ...compareRange({ name: 'age', value: seconds, unit: 's', text }, age),
    ...(await compareJson(document, jsonPath)),
  ];
};

/** Seconds since a version was registered; null when that is unknown. */
export const versionAge = ({ creation_timestamp: created }: ModelVersion, now: number): number | null =>
  ageInSeconds(Number(created ?? Number.NaN), now);

/** A version whose files are still being copied cannot be loaded, nor one whose registration failed. */
const compareState = ({ version, status, status_message: message }: ModelVersion): readonly Comparison[] => {
  if (typeof status !== 'string') return [];
  const detail = typeof message === 'string' && message !== '' ? `: ${shortenText(message)}` : '';
  const otherwise = status === 'PENDING_REGISTRATION' ? 'warn' : 'fail';
  return [
    {
      name: 'status',
      operator: 'eq',
      expected: 'READY',
      actual: status,
      status: status === 'READY' ? 'pass' : otherwise,
      reason: 'assertion',
      text: `version ${version} is ${status}${detail}`,
    },
  ];
};
