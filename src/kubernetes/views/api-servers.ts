/** The API server: one row, from `/version`. */
export interface ApiServerRow {
  /** `v1.35.4`, sometimes with a provider's suffix. */
  readonly version: string;
}

/** Projects the response of `/version`. @throws when it has no version. */
export const projectApiServer = (from: { readonly gitVersion?: string }): ApiServerRow => {
  if (!from.gitVersion) throw new Error('an API server without a version');
  return { version: from.gitVersion };
};
