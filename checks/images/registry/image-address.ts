import { parseImageReference } from '../references/image-reference.ts';

/** Where an image is. */
export interface ImageAddress {
  /** Host, and port if it has one, as logins know it: `docker.io` for the Docker Hub. */
  readonly registry: string;
  readonly repository: string;
  /** The digest of a reference that has one, else the tag. */
  readonly reference: string;
  readonly isDigest: boolean;
}

const DOCKER_HUB = 'docker.io';
const HUB_NAMES: readonly string[] = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'];

/** A registry by the one name that logins have for it. */
export const registryName = (host: string): string => (HUB_NAMES.includes(host) ? DOCKER_HUB : host);

/** The address of an image as container runtimes read its name: without a registry it is of the Docker Hub, without a tag `latest`. */
export const imageAddress = (image: string): ImageAddress => {
  const { registry: host, repository, tag, digest } = parseImageReference(image);
  const registry = host === '' ? DOCKER_HUB : registryName(host);
  return {
    registry,
    repository: registry === DOCKER_HUB && !repository.includes('/') ? `library/${repository}` : repository,
    reference: digest ?? tag ?? 'latest',
    isDigest: digest !== undefined,
  };
};

/** Why a text is no reference of an image, by the grammar of OCI; undefined when it is one. */
export const imageProblem = (text: string): string | undefined => {
  const { repository, reference, isDigest } = imageAddress(text);
  if (!/^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/.test(repository))
    return 'an image is REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST, its repository in lower case';
  if (isDigest)
    return /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(reference) ? undefined : 'the digest is no SHA-256';
  return /^\w[\w.-]{0,127}$/.test(reference) ? undefined : 'a tag has letters, digits, dots, dashes and underscores';
};

/** The URL at which a registry is asked. */
export const registryUrl = (registry: string): string =>
  `https://${registry === DOCKER_HUB ? 'registry-1.docker.io' : registry}`;
