import type { Comparison } from '../../../src/expectations/comparison.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { statusOfProblem } from '../../../src/model/reasons.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { absenceOrThrow } from './absence.ts';
import { findManifest } from './find-manifest.ts';
import { formatPlatform, isPlatform, type Manifest, type Platform, readPlatform } from './manifest.ts';
import type { RegistryApi } from './registry-api.ts';

/**
 * Whether an image is there for a platform: its manifest in an index, which must be there too, or the one that it has. What the
 * registry does not answer is a problem of this platform.
 */
export const comparePlatform = async (
  api: RegistryApi,
  image: string,
  manifest: Manifest,
  platform: string,
): Promise<Comparison> => {
  try {
    if (manifest.config !== undefined) return await compareSingle(api, image, manifest.config, platform);
    return await compareIndexed(api, image, manifest.parts, platform);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return { ...compareUnanswered('platform', error, api.host), status: statusOfProblem(error) };
  }
};

const compareIndexed = async (
  api: RegistryApi,
  image: string,
  parts: Manifest['parts'],
  platform: string,
): Promise<Comparison> => {
  const part = parts.find((one) => isPlatform(platform, one));
  if (part === undefined) return absentPlatform(image, platform, parts);
  const found = await findManifest(api, platform, { reference: part.digest }, { isWhole: false });
  if ('absence' in found) {
    const text = `the index of ${image} names ${part.digest} for ${platform}, which is not there`;
    return platformComparison(platform, 'nothing', false, text);
  }
  return platformComparison(platform, formatPlatform(part), true, `${image} is there for ${platform}`);
};

const compareSingle = async (
  api: RegistryApi,
  image: string,
  config: string,
  platform: string,
): Promise<Comparison> => {
  const what = `the configuration of ${image} (${config})`;
  const answer = await api.ask('GET', `blobs/${config}`);
  if (answer.status !== 200) return platformComparison(platform, 'nothing', false, absenceOrThrow(api, what, answer));
  const document = answer.bodyProblem === undefined ? parseDocument(answer.body)?.document : undefined;
  if (typeof document !== 'object' || document === null)
    throw new ProbeError('protocol', `${api.host}: ${what}: ${answer.bodyProblem ?? 'the answer is no JSON'}`);
  const found = readPlatform(document as Parameters<typeof readPlatform>[0]);
  if (!isPlatform(platform, found)) return absentPlatform(image, platform, found.os === '' ? [] : [found]);
  return platformComparison(platform, formatPlatform(found), true, `${image} is there for ${platform}`);
};

const absentPlatform = (image: string, platform: string, found: readonly Platform[]): Comparison => {
  const others =
    found.length === 0 ? 'it names no platform' : `it is for ${abbreviateList(found.map(formatPlatform), 8)}`;
  const actual = found.map(formatPlatform).join(', ') || 'nothing';
  return platformComparison(platform, actual, false, `${image} is not there for ${platform}: ${others}`);
};

const platformComparison = (expected: string, actual: string, isThere: boolean, text: string): Comparison => ({
  name: 'platform',
  operator: 'exists',
  expected,
  actual,
  status: isThere ? 'pass' : 'fail',
  reason: 'assertion',
  text,
});
