/** Replacer for `JSON.stringify`: a lone half of a surrogate pair becomes U+FFFD, since some readers refuse a document with one. */
export const replaceLoneSurrogates = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
