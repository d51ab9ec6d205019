import { command } from '../test/cluster/program.ts';
import { type ContainerSettings, containerOf, type Unpacked } from '../test/image/container.ts';
import { compare, type Measurement, type Program } from './measure.ts';
import type { Budget, Row } from './row.ts';

const RUNS = 11;
const LIMITED_RUNS = 3;

/** What the smallest container that is meant to work gets. */
const LIMITS = { memoryMb: 128, cpu: 0.1, tmpMb: 64 };

/** As OpenShift chooses users: no file knows it. */
const ANYBODY = { uid: 1_000_650_000, gid: 0 };
const ANYBODY_NAME = `uid ${ANYBODY.uid}`;

/** The image and what is mounted for the measurement. */
export interface Stage {
  readonly image: Unpacked;
  readonly mounts: Readonly<Record<string, string>>;
}

interface Work {
  /** After the path of the program. */
  readonly args: readonly string[];
  readonly exitCode: number;
}

const QUIET = ['-l', 'error', '--no-metrics'];

const WORKS: Readonly<Record<string, Work>> = {
  'kavmon version': { args: ['version'], exitCode: 0 },
  'kavmon list': { args: ['list'], exitCode: 0 },
  'one HTTP check': { args: ['-c', '/bench/kavmon.yaml', '-s', 'web', ...QUIET], exitCode: 0 },
  'snapshot, 492 pods': { args: ['--snapshot', '/bench/snapshot.gz', ...QUIET], exitCode: 1 },
};

const BARE = 'node -e 0';
const NODE = ['/nodejs/bin/node', '-e', '0'];

/** Something to measure, and the rows that it becomes. */
interface Entry {
  readonly work: string;
  readonly program: string;
  readonly one: Program;
  readonly exitCode: number;
}

/** Starts inside a container, in turns beside bare Node there: with the compile cache and without it, and as any user. */
export const startUps = async (stage: Stage): Promise<readonly Row[]> => {
  const env = Object.fromEntries(stage.image.config.Env.map((line: string) => line.split(/=(.*)/)));
  const as = (program: string, more: NodeJS.ProcessEnv): readonly Entry[] =>
    Object.entries(WORKS).map(([work, { args, exitCode }]) => {
      const one = { argv: ['/app/bin/kavmon', ...args], env: { ...env, ...more } };
      return { work, program, one, exitCode };
    });
  const node: Entry = { work: BARE, program: 'node', one: { argv: NODE, env: { PATH: env.PATH } }, exitCode: 0 };
  const own = [node, ...as('cache', {}), ...as('no cache', { NODE_DISABLE_COMPILE_CACHE: '1' })];
  const anybody = [{ ...node, program: ANYBODY_NAME }, ...as(ANYBODY_NAME, {})];
  return [
    ...(await compared(own, (programs) => inside(stage, programs, {}))),
    ...(await compared(anybody, (programs) => inside(stage, programs, { user: ANYBODY }))),
  ];
};

/** All of them in turns in one container. */
const inside = async ({ image, mounts }: Stage, programs: Programs, settings: ContainerSettings): Promise<Measured> => {
  const { argv } = await containerOf(image, {
    ...{ ...settings, mounts, tmpMb: LIMITS.tmpMb },
    entry: ['/nodejs/bin/node', '/bench/inside.ts', JSON.stringify(programs), String(RUNS)],
  });
  return JSON.parse(await command(argv, 600));
};

/** Whole containers, from runc's start to its end, with as little memory and CPU time as is meant to be enough. */
export const limitedRuns = async ({ image, mounts }: Stage): Promise<readonly Row[]> => {
  const entries: Entry[] = [];
  for (const [whose, user] of Object.entries({ 'own user': {}, [ANYBODY_NAME]: { user: ANYBODY } })) {
    const settings = { ...LIMITS, ...user, mounts };
    const program = `${whose}, ${LIMITS.memoryMb} MB, ${LIMITS.cpu * 1000}m`;
    const node = await containerOf(image, { ...settings, entry: NODE });
    entries.push({ work: BARE, program, one: node, exitCode: 0 });
    for (const [work, { args, exitCode }] of Object.entries(WORKS)) {
      entries.push({ work, program, one: await containerOf(image, { ...settings, args }), exitCode });
    }
  }
  return compared(entries, (programs) => compare(programs, LIMITED_RUNS), { mb: LIMITS.memoryMb });
};

type Programs = Readonly<Record<string, Program>>;
type Measured = Readonly<Record<string, Measurement>>;

/** @throws when a program did not do its work: then its time says nothing. */
const compared = async (
  entries: readonly Entry[],
  measure: (programs: Programs) => Promise<Measured>,
  budget?: Budget,
): Promise<readonly Row[]> => {
  const nameOf = ({ work, program }: Entry): string => `${work}, ${program}`;
  const measured = await measure(Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.one])));
  const of = (entry: Entry): Measurement => {
    const taken = measured[nameOf(entry)] as Measurement;
    if (taken.exitCode !== entry.exitCode) throw new Error(`${nameOf(entry)} ended with ${taken.exitCode}`);
    return taken;
  };
  return entries.map((entry) => {
    const row = { work: entry.work, program: entry.program, ...of(entry), ...(budget && { budget }) };
    if (entry.work === BARE) return row;
    const bare = entries.find(({ work, program }) => work === BARE && program === entry.program) ?? entries[0];
    return { ...row, than: 'node', ratio: row.ms / of(bare as Entry).ms };
  });
};
