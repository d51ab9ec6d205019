/** What a query of a user returned. */
export interface QueryRows {
  readonly count: number;
  /** First column of the first row as text; null for NULL and when there is no row. */
  readonly first: string | null;
}
