/** A number of an answer, to be measured under this name. */
export type NamedNumber = readonly [name: string, value: number, unit: string];

/** Percent of the maximum in use; null when one of them is unknown or there is no maximum. */
export const percentOf = (used: number | null, max: number | null): number | null =>
  used === null || max === null || max === 0 ? null : (used / max) * 100;
