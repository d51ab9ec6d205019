const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, µs: 0.001, μs: 0.001, ns: 0.000_001 },
};

/**
 * Milliseconds of a duration as Go writes it: `1h30m`, `1.5h`.
 *
 * @throws when it is none.
 */
export const parseGoDuration = (text: string): number => {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) throw new TypeError(`"${text}" is no duration`);
  const parts = [...rest.matchAll(/([\d.]+)([^\d.]+)/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  return sign === '-' ? -ms : ms;
};
