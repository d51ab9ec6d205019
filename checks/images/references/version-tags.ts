/** `v1.4.0` and `1.4.0` are the same version. */
const withoutLeadingV = (text: string): string => text.replace(/^v(?=\d)/i, '');

/** Whether two texts are the same version. */
export const isSameVersion = (one: string, other: string): boolean => withoutLeadingV(one) === withoutLeadingV(other);

/** Whether a tag names a version: the version itself, or with a variant behind it (`1.4.0-alpine`). */
export const tagMatchesVersion = (tag: string, version: string): boolean =>
  isSameVersion(tag, version) || withoutLeadingV(tag).startsWith(`${withoutLeadingV(version)}-`);
