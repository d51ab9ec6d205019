/** The parts of an image reference. */
export interface ImageReference {
  /** Empty: the default registry of the node. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Parses an image reference. The first component is a registry when it looks like a host, so that the colon of a port
 * is not taken for that of a tag.
 */
export const parseImageReference = (text: string): ImageReference => {
  const [named = '', digest] = text.split('@');
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const registry = /[.:]|^localhost$/.test(first) ? first : '';
  const path = registry === '' ? named : named.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  return {
    registry,
    repository: colon === -1 ? path : path.slice(0, colon),
    ...(colon === -1 ? {} : { tag: path.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
};

/**
 * The digest in a container's `imageID`: `registry/name@sha256:...`, or bare for an image that was loaded without a
 * registry.
 */
export const imageDigest = (imageID: string | undefined): string | undefined =>
  imageID === undefined ? undefined : /(?:^|@|\/\/)(sha256:[0-9a-f]{64})$/.exec(imageID)?.[1];
