/**
 * Milliseconds since 1970: the clock of the machine when the program began, and what has passed since by the monotonic clock. So
 * a clock that is set meanwhile puts no end before its beginning; threads count from the same moment.
 */
export const readUnixTime = (): number => Math.round(performance.timeOrigin + performance.now());
