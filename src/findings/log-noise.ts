/** A name in quotes, such as `"cert-manager-webhook"`: it says what a line is about, not what went wrong. */
const QUOTED_NAME_PATTERN = /(["'`])[a-z0-9]+(?:[-./:]+[a-z0-9]+)+\1/gi;

/** Lines that report no error, though they may hold words of one. */
const NOISE_PATTERNS: readonly RegExp[] = [
  // A level below a warning at the beginning, behind a time, as a word in capitals, or as a field of logfmt or klog.
  /^[\d\s[\]():.,+|/TZ-]*(?:trace|debug|info|notice)\b/i,
  /^(?!.{0,80}\b(?:WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC)\b).{0,80}\b(?:TRACE|DEBUG|INFO|NOTICE)\b/,
  /\b(?:level|lvl|severity)"?[=:] ?"?(?:trace|debug|info|notice)\b/i,
  /^I\d{4} \d\d:/,
  // A frame of a stack: its function may be called `createTimeoutException`.
  /^\s+at \S/,
  // A request that was answered, in the common log format.
  /"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+ HTTP\/[\d.]+" \d{3}\b/,
  // A flag in a text of usage: `  -timeout duration`, `  --ca-file string   required with TLS`.
  /^\s+-{1,2}[a-z]/i,
];

/** The words of a log line that may say what went wrong; empty for a line that reports no error. */
export const errorWords = (line: string): string =>
  NOISE_PATTERNS.some((pattern) => pattern.test(line)) ? '' : line.replaceAll(QUOTED_NAME_PATTERN, '""');
