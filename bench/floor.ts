import { fileURLToPath } from 'node:url';
import { bareNode } from './kavmon.ts';
import type { BenchProgram, RunMeasurement } from './measure.ts';
import type { BenchRow, TimedRow } from './row.ts';

const FLOOR_PATH = fileURLToPath(new URL('floor.cjs', import.meta.url));

/** A client of `floor.cjs`, which asks so many times at once. */
export const floorProgram = (client: string, count: number, target: object): BenchProgram => ({
  argv: [process.execPath, FLOOR_PATH, client, String(count), JSON.stringify(target)],
  ...(bareNode.env === undefined ? {} : { env: bareNode.env }),
});

/** A program that does something once, or many times at once. */
export interface CountedProgram {
  readonly once: BenchProgram;
  readonly many: BenchProgram;
}

/** The programs to measure of these, under names that {@link countedRows} knows. */
export const runsOf = (programs: Readonly<Record<string, CountedProgram>>): Readonly<Record<string, BenchProgram>> =>
  Object.fromEntries(
    Object.entries(programs).flatMap(([name, { once, many }]) => [
      [name, many],
      [onceName(name), once],
    ]),
  );

const onceName = (name: string): string => `${name}, once`;

/**
 * A row of each program at so many checks, with the CPU time of one: that of a run of one check subtracted. Kavmon's is
 * compared with that of the floor.
 */
export const countedRows = (
  taken: Readonly<Record<string, RunMeasurement>>,
  { work, count, floor }: { readonly work: string; readonly count: number; readonly floor: string },
): readonly TimedRow[] => {
  const checkMs = (name: string): number | undefined => {
    const [many, once] = [taken[name], taken[onceName(name)]];
    return many === undefined || once === undefined ? undefined : (many.cpuMs - once.cpuMs) / (count - 1);
  };
  const floorMs = checkMs(floor);
  const compare = (ms: number): Pick<BenchRow, 'floor' | 'checkRatio'> =>
    floorMs === undefined ? {} : { floor, checkRatio: ms / floorMs };
  return Object.entries(taken)
    .filter(([name]) => !name.endsWith(onceName('')))
    .map(([program, measured]) => {
      const ms = checkMs(program);
      const cost = ms === undefined ? {} : { checkMs: ms, ...(program === 'kavmon' ? compare(ms) : {}) };
      return { work, program, ...measured, ...cost };
    });
};
