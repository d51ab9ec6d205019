/** `v1.4.0` and `1.4.0` are one version. */
const bare = (text: string): string => text.replace(/^v(?=\d)/i, '');

/** Whether a tag stands for a version: the same, or the version with a variant behind it (`1.4.0-alpine`). */
export const isVersion = (tag: string, version: string): boolean =>
  bare(tag) === bare(version) || bare(tag).startsWith(`${bare(version)}-`);
