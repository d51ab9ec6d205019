/**
 * The longest wait of a timer of Node, 2^31 - 1 ms (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args): one that is
 * set for longer fires at once.
 */
export const TIMER_MAX_MS = 2 ** 31 - 1;
