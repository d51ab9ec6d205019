/** How many milliseconds the clocks of a time zone are ahead of UTC at a time. */
export type ZoneOffset = (time: number) => number;

/**
 * The clocks of a time zone, by its IANA name.
 *
 * @throws when the zone is unknown.
 */
export const zoneOffset = (zone: string): ZoneOffset => {
  // Go takes the empty name for UTC, `Local` for the zone of its process; Intl would also take offsets like +02:00.
  if (/^(?:UTC|Local|)$/.test(zone)) return () => 0;
  if (/^[+-]/.test(zone)) throw new RangeError(`unknown time zone ${zone}`);
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...CLOCK_FIELDS });
  return (time) => {
    const parts = clock.formatToParts(time);
    const [year, month, day, hour, minute, second] = FIELD_ORDER.map((type) =>
      Number(parts.find((part) => part.type === type)?.value),
    ) as [number, number, number, number, number, number];
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  };
};

const CLOCK_FIELDS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
};

const FIELD_ORDER = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

/** Less than the shortest time between two changes of a clock, which Ramadan makes in Morocco: four weeks. */
const STRIDE_MS = 20 * 86_400_000;

/** The first time after `from`, up to `to`, at which the offset is another one than at `from`. */
export const findOffsetChange = (offset: ZoneOffset, from: number, to: number): number | undefined => {
  const before = offset(from);
  let known = from;
  while (known < to) {
    const probe = Math.min(known + STRIDE_MS, to);
    if (offset(probe) !== before) return bisectChange(offset, known, probe);
    known = probe;
  }
  return undefined;
};

const bisectChange = (offset: ZoneOffset, from: number, to: number): number => {
  const before = offset(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
};
