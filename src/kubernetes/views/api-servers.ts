/** The API server's version: one row, from `/version`. */
export interface ApiServerRow {
  /** `v1.35.4`, with a provider's suffix sometimes. */
  readonly version: string;
}

/** What `/version` says, reduced. */
export const projectApiServer = (from: { readonly gitVersion?: string }): ApiServerRow => {
  if (!from.gitVersion) throw new Error('an API server without a version');
  return { version: from.gitVersion };
};
