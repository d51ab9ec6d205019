export const DAY_MS = 86_400_000;

const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS } as const;

/** A duration in text. */
export const DURATION_PATTERN = /^\s*(\d+(?:\.\d+)?)(ms|s|m|h|d)?\s*$/;

/**
 * Milliseconds of a duration as people write it: `250ms`, `5s`, `10m`, `1h`, `30d`; a bare number is seconds.
 * Undefined when the text is no duration.
 */
export const parseDuration = (text: string | number): number | undefined => {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? text * 1000 : undefined;
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * DURATION_UNITS_MS[(match[2] ?? 's') as keyof typeof DURATION_UNITS_MS];
};

/** A duration as the config writes it, in its two largest units: `1h 5m`, `12s`, `250ms`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))}s`;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of [
    ['d', DURATION_UNITS_MS.d],
    ['h', DURATION_UNITS_MS.h],
    ['m', DURATION_UNITS_MS.m],
    ['s', DURATION_UNITS_MS.s],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(' ');
};

/** How long something took, for people: `12 ms`, `3.4 s`, `2 min 5 s`. */
export const formatElapsed = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
