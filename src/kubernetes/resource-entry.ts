/** Where a list is, and the projection of its objects to rows. */
export interface ResourceEntry<Row = unknown> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The only namespace whose objects are of interest. */
  readonly within?: string;
  /** A custom resource: its kind need not be installed. Versions to take where `version` is not served, newest first. */
  readonly olderVersions?: readonly string[];
  /** Fields of it that are judged beside the conditions. */
  readonly paths?: readonly string[];
  /** Each object is read by its name (`get`), of those that other objects name; there is no right to list them. */
  readonly byName?: true;
  readonly project: (object: never) => Row;
}
