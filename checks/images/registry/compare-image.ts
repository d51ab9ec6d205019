import type { Comparison } from '../../../src/expectations/comparison.ts';
import { comparePlatform } from './compare-platform.ts';
import { type FoundManifest, findManifest } from './find-manifest.ts';
import { imageAddress } from './image-address.ts';
import { formatPlatform, isPlatform, type Manifest } from './manifest.ts';
import type { RegistryParams } from './params.ts';
import type { RegistryApi } from './registry-api.ts';

/** The comparisons of an image, and what was found. */
export interface ComparedImage {
  readonly comparisons: readonly Comparison[];
  readonly digest: string | null;
  /** Of an index; empty where none was read. */
  readonly platforms: readonly string[];
}

type ImageExpectations = Pick<RegistryParams, 'image' | 'platforms' | 'digest'>;

/** Asks for an image and compares it with what is expected. Throws ProbeError where nothing is known of it. */
export const compareImage = async (api: RegistryApi, expected: ImageExpectations): Promise<ComparedImage> => {
  const { image, platforms = [], digest } = expected;
  const address = imageAddress(image);
  const found = await findManifest(api, image, address, { isWhole: platforms.length > 0, digest });
  if ('absence' in found) return { comparisons: [comparePresence(image, found)], digest: null, platforms: [] };
  const { manifest } = found;
  const wanted = address.isDigest ? address.reference : found.stated;
  const compared = await Promise.all(
    manifest === undefined ? [] : platforms.map((platform) => comparePlatform(api, image, manifest, platform)),
  );
  return {
    comparisons: [
      comparePresence(image, found),
      ...compareContent(image, manifest, wanted),
      ...(digest === undefined ? [] : [compareDigest(found.digest, manifest, digest, platforms)]),
      ...compared,
    ],
    digest: found.digest,
    platforms: manifest?.parts.map(formatPlatform) ?? [],
  };
};

const comparePresence = (image: string, found: FoundManifest): Comparison => ({
  name: 'manifest',
  operator: 'exists',
  expected: true,
  actual: !('absence' in found),
  status: 'absence' in found ? 'fail' : 'pass',
  reason: 'assertion',
  text: 'absence' in found ? found.absence : `${image} is there`,
});

/** The bytes that came must be those that the reference or the registry names; other hashes than SHA-256 are not computed. */
const compareContent = (image: string, manifest: Manifest | undefined, wanted: string): readonly Comparison[] => {
  if (manifest === undefined || !wanted.startsWith('sha256:')) return [];
  const isSame = manifest.digest === wanted;
  return [
    {
      name: 'content',
      operator: 'eq',
      expected: wanted,
      actual: manifest.digest,
      status: isSame ? 'pass' : 'fail',
      reason: 'assertion',
      text: `the manifest of ${image} has the digest ${manifest.digest}, and is served as ${wanted}`,
    },
  ];
};

/** Nodes report the digest of the index or that of their platform: either is the one that is meant. */
const compareDigest = (
  digest: string,
  manifest: Manifest | undefined,
  expected: string,
  platforms: readonly string[],
): Comparison => {
  const parts = manifest?.parts ?? [];
  const counted = parts.filter((part) => platforms.length === 0 || platforms.some((one) => isPlatform(one, part)));
  const isSame = [digest, ...counted.map((part) => part.digest)].includes(expected);
  return {
    name: 'digest',
    operator: 'eq',
    expected,
    actual: isSame ? expected : digest,
    status: isSame ? 'pass' : 'fail',
    reason: 'assertion',
    text: `the digest is ${digest}, expected ${expected}`,
  };
};
