import type { Comparison } from '../../../src/expectations/comparison.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import type { ProbeError } from '../../../src/model/errors.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { formatPlatform, isPlatform, type Manifest, type Platform, readPlatform } from './manifest.ts';
import type { RegistryApi } from './registry-api.ts';

/** The comparison of a platform, or why the registry did not answer. */
type ComparedPlatform = Comparison | { readonly problem: ProbeError };

/** Whether an image is there for a platform: its manifest in an index, which must be there too, or the one that it has. */
export const comparePlatform = async (
  api: RegistryApi,
  image: string,
  manifest: Manifest,
  platform: string,
): Promise<ComparedPlatform> => {
  if (manifest.config !== undefined) return compareSingle(api, image, manifest.config, platform);
  const part = manifest.parts.find((one) => isPlatform(platform, one));
  if (part === undefined) return absentPlatform(image, platform, manifest.parts);
  const answer = await api.ask('HEAD', `manifests/${part.digest}`);
  if (answer.status === 404) {
    const text = `the index of ${image} names ${part.digest} for ${platform}, which is not there`;
    return platformComparison(platform, 'nothing', false, text);
  }
  if (answer.status !== 200) return { problem: api.refusal(platform, answer).error };
  return platformComparison(platform, formatPlatform(part), true, `${image} is there for ${platform}`);
};

const compareSingle = async (
  api: RegistryApi,
  image: string,
  config: string,
  platform: string,
): Promise<ComparedPlatform> => {
  const answer = await api.ask('GET', `blobs/${config}`);
  if (answer.status === 404)
    return platformComparison(platform, 'nothing', false, `the configuration of ${image} (${config}) is not there`);
  if (answer.status !== 200) return { problem: api.refusal(platform, answer).error };
  const fields = parseDocument(answer.body)?.document ?? {};
  const found = readPlatform(fields as Parameters<typeof readPlatform>[0]);
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
