/** An image reference in its parts. */
export interface ImageReference {
  /** Empty: the default one of the node. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * The parts of a reference. The first component is a registry when it looks like a host, so that the colon of a port is
 * not taken for a tag.
 */
export const parseReference = (text: string): ImageReference => {
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

/** The digest in what a node reports, `registry/name@sha256:...` or the bare `sha256:...` of an image it was given. */
export const digestOf = (imageID: string | undefined): string | undefined =>
  imageID === undefined ? undefined : /(?:^|@|\/\/)(sha256:[0-9a-f]{64})$/.exec(imageID)?.[1];
