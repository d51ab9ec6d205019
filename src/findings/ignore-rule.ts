/** Which findings to take out of the verdict, why, and until when. From the config, or an annotation of an object. */
export interface IgnoreRule {
  /** Name of a check or registration; absent: all. */
  readonly check?: string;
  /**
   * `kind/name`, a glob, the kind in any case: `pod/legacy-*`. Of a custom resource also `kind.group/name`, and only that where
   * Kubernetes has a kind of the same name. Absent: all.
   */
  readonly object?: string;
  /** A glob. Absent: all. */
  readonly namespace?: string;
  readonly container?: string;
  readonly reason: string;
  /** The last day on which it holds, `2026-12-31`. */
  readonly until?: string;
}
