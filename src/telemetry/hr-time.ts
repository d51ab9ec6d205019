/** Milliseconds as the SDK has times: seconds and nanoseconds. */
export const hrTimeOf = (ms: number): [seconds: number, nanoseconds: number] => [
  Math.floor(ms / 1000),
  Math.round((ms % 1000) * 1e6),
];
