import type * as z from 'zod';

/** Refuses parameters of which the first is more than the second, where both are written: the first could never count. */
const refuseMore =
  <T extends object>(lower: keyof T & string, upper: keyof T & string, message: string): z.core.CheckFn<T> =>
  ({ value, issues }) => {
    const [one, other] = [value[lower], value[upper]];
    if (typeof one === 'number' && typeof other === 'number' && one > other)
      issues.push({ code: 'custom', path: [lower], input: one, message });
  };

interface Latency {
  readonly warnAfter?: number | undefined;
  readonly failAfter?: number | undefined;
}

/** Limits of a duration: what warns is reached before what fails. */
export const refuseInvertedLatency: z.core.CheckFn<Latency> = refuseMore<Latency>(
  'warnAfter',
  'failAfter',
  'warnAfter is longer than failAfter, so that it could never warn: exchange them',
);

interface DaysLeft {
  readonly warnDays?: number | undefined;
  readonly failDays?: number | undefined;
}

/** Limits of the days that are left: what warns is reached before what fails. */
export const refuseInvertedDays: z.core.CheckFn<DaysLeft> = refuseMore<DaysLeft>(
  'failDays',
  'warnDays',
  'failDays is more than warnDays, so that it could never warn: exchange them',
);

interface LifetimeShares {
  readonly warnShare?: number | undefined;
  readonly failShare?: number | undefined;
}

/** Limits of the share of a lifetime that is left: what warns is reached before what fails. */
export const refuseInvertedShares: z.core.CheckFn<LifetimeShares> = refuseMore<LifetimeShares>(
  'failShare',
  'warnShare',
  'failShare is more than warnShare, so that it could never warn: exchange them',
);

interface BodySize {
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
}

/** Limits between which something has to be found. */
export const refuseEmptySize: z.core.CheckFn<BodySize> = refuseMore<BodySize>(
  'minSize',
  'maxSize',
  'minSize is more than maxSize: no body is of such a size',
);

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Whether the values inside are accepted, or those outside. */
  readonly inside: boolean;
}

/** Whether every value that the first range accepts is accepted by the second one, and they are not the same. */
export const isNarrower = (one: Bounds, other: Bounds): boolean => {
  if (one.min === other.min && one.max === other.max && one.inside === other.inside) return false;
  if (one.inside && other.inside) return other.min <= one.min && one.max <= other.max;
  if (one.inside) return one.max < other.min || other.max < one.min;
  return !other.inside && one.min <= other.min && other.max <= one.max;
};
