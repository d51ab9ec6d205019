/** `v1.4.0` and `1.4.0` are the same version. */
const withoutLeadingV = (text: string): string => text.replace(/^v(?=\d)/i, '');

/** Whether two texts are the same version. */
export const isSameVersion = (one: string, other: string): boolean => withoutLeadingV(one) === withoutLeadingV(other);

/** What a version is called before it is released: no variant of it. */
const PRE_RELEASE = /^(?:alpha|beta|rc|pre|preview|snapshot)(?![a-z])/i;

/**
 * Whether a tag names a version: the version itself, or with a variant behind it (`1.4.0-alpine`). A candidate for a version
 * (`1.4.0-rc1`) is another one.
 */
export const tagMatchesVersion = (tag: string, version: string): boolean => {
  if (isSameVersion(tag, version)) return true;
  const start = `${withoutLeadingV(version)}-`;
  const found = withoutLeadingV(tag);
  return found.startsWith(start) && !PRE_RELEASE.test(found.slice(start.length));
};
