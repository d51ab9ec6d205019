import { parseDuration } from '../text/duration-text.ts';

/** The time of a test unless it says otherwise, in milliseconds since the epoch: builders and `runCheck` go by it. */
export const testNow: number = Date.parse('2026-01-01T12:00:00Z');

/** The API timestamp that lies this long before {@link testNow}: `ago('5m')`. @throws {TypeError} when it is no duration. */
export const ago = (duration: string): string => {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new TypeError(`"${duration}" is no duration: 250ms, 5s, 10m, 1h`);
  return new Date(testNow - ms).toISOString().replace('.000Z', 'Z');
};
