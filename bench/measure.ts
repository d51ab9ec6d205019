import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A program to measure. */
export interface BenchProgram {
  readonly argv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** File for its output; absent: /dev/null. */
  readonly output?: string;
}

/** What one run of a program took, or the medians of several. */
export interface RunMeasurement {
  readonly ms: number;
  /** Of the process and all of its children, user and system. */
  readonly cpuMs: number;
  /** Peak of the resident memory of the largest process. */
  readonly mb: number;
  readonly exitCode: number;
  /** Of several runs: the least and the most that one took. */
  readonly spread?: { readonly ms: NumberRange; readonly cpuMs: NumberRange };
}

type NumberRange = readonly [least: number, most: number];

/** bash measures time to the millisecond, GNU time the memory; the program's stderr is discarded. */
const TIME_SCRIPT = `TIMEFORMAT='%3R %3U %3S'; time /usr/bin/time -q -f %M sh -c 'exec "$@" >$OUTPUT 2>/dev/null' sh "$@"`;

/** Runs a program once and measures it. @throws when bash or GNU time is missing. */
export const measureProgram = async ({
  argv,
  env = process.env,
  output = '/dev/null',
}: BenchProgram): Promise<RunMeasurement> => {
  const child = spawn('bash', ['-c', TIME_SCRIPT, 'bash', ...argv], {
    env: { ...env, OUTPUT: output },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const report = text(child.stderr);
  const [exitCode] = await once(child, 'close');
  const [kb, seconds, user, system] = (await report).split(/\s+/).map(Number);
  if (system === undefined || Number.isNaN(system)) throw new Error(`bash or /usr/bin/time said: ${await report}`);
  return {
    ms: Number(seconds) * 1000,
    cpuMs: (Number(user) + system) * 1000,
    mb: Number(kb) / 1024,
    exitCode,
  };
};

/**
 * The medians of several runs of each program. They take turns, so that other load affects all of them alike; the first
 * turn warms the caches and does not count.
 */
export const comparePrograms = async <Name extends string>(
  programs: Readonly<Record<Name, BenchProgram>>,
  runs: number,
  measureOne = measureProgram,
): Promise<Readonly<Record<Name, RunMeasurement>>> => {
  const taken = new Map<Name, RunMeasurement[]>();
  const names = Object.keys(programs) as Name[];
  for (let turn = runs > 1 ? -1 : 0; turn < runs; turn++) {
    for (const name of names) {
      const one = await measureOne(programs[name]);
      if (turn >= 0) taken.set(name, [...(taken.get(name) ?? []), one]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianMeasurement(taken.get(name) ?? [])])) as Record<
    Name,
    RunMeasurement
  >;
};

/** The median of each number, and how far the runs lie apart. */
export const medianMeasurement = (all: readonly RunMeasurement[]): RunMeasurement => {
  const sorted = (key: 'ms' | 'cpuMs' | 'mb' | 'exitCode'): readonly number[] =>
    all.map((one) => one[key]).toSorted((one, other) => one - other);
  const middle = (numbers: readonly number[]): number => numbers[Math.floor(numbers.length / 2)] ?? Number.NaN;
  const ends = (numbers: readonly number[]): NumberRange => [numbers[0] ?? Number.NaN, numbers.at(-1) ?? Number.NaN];
  return {
    ms: middle(sorted('ms')),
    cpuMs: middle(sorted('cpuMs')),
    mb: middle(sorted('mb')),
    exitCode: middle(sorted('exitCode')),
    spread: { ms: ends(sorted('ms')), cpuMs: ends(sorted('cpuMs')) },
  };
};
