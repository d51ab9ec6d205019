import { runTool } from '../test/cluster/program.ts';
import { type ContainerSettings, prepareContainer, type UnpackedImage } from '../test/image/container.ts';
import { type BenchProgram, comparePrograms, type RunMeasurement } from './measure.ts';
import type { BenchRow, RowBudget } from './row.ts';

const CONTAINER_RUNS = 11;
const LIMITED_RUNS = 3;

/** Limits of the smallest container in which Kavmon is meant to work. */
const CONTAINER_LIMITS = { memoryMb: 128, cpu: 0.1, tmpMb: 64 };

/** A user as OpenShift assigns them: without an entry in /etc/passwd. */
const ARBITRARY_USER = { uid: 1_000_650_000, gid: 0 };
const ARBITRARY_USER_NAME = `uid ${ARBITRARY_USER.uid}`;

/** An unpacked image, and the files that are mounted for the measurement. */
export interface ImageStage {
  readonly image: UnpackedImage;
  readonly mounts: Readonly<Record<string, string>>;
}

interface ImageWork {
  /** After the path of the program. */
  readonly args: readonly string[];
  readonly exitCode: number;
}

const QUIET_ARGS = ['-l', 'error', '--no-metrics'];

const IMAGE_WORKS: Readonly<Record<string, ImageWork>> = {
  'kavmon version': { args: ['version'], exitCode: 0 },
  'kavmon list': { args: ['list'], exitCode: 0 },
  'one HTTP check': { args: ['-c', '/bench/kavmon.yaml', '-s', 'web', ...QUIET_ARGS], exitCode: 0 },
  'snapshot, 492 pods': { args: ['--snapshot', '/bench/snapshot.gz', ...QUIET_ARGS], exitCode: 1 },
};

const BARE_NODE = 'node -e 0';
const NODE_ARGV = ['/nodejs/bin/node', '-e', '0'];

/** A program to measure, with the labels of its row. */
interface ImageEntry {
  readonly work: string;
  readonly program: string;
  readonly one: BenchProgram;
  readonly exitCode: number;
}

/**
 * Start-ups inside a container, beside bare Node in turns: with and without the compile cache, and as an arbitrary
 * user.
 */
export const startUps = async (stage: ImageStage): Promise<readonly BenchRow[]> => {
  const env = Object.fromEntries(stage.image.config.Env.map((line: string) => line.split(/=(.*)/)));
  const as = (program: string, more: NodeJS.ProcessEnv): readonly ImageEntry[] =>
    Object.entries(IMAGE_WORKS).map(([work, { args, exitCode }]) => {
      const one = { argv: ['/app/bin/kavmon', ...args], env: { ...env, ...more } };
      return { work, program, one, exitCode };
    });
  const node: ImageEntry = {
    work: BARE_NODE,
    program: 'node',
    one: { argv: NODE_ARGV, env: { PATH: env.PATH } },
    exitCode: 0,
  };
  const own = [node, ...as('cache', {}), ...as('no cache', { NODE_DISABLE_COMPILE_CACHE: '1' })];
  const anybody = [{ ...node, program: ARBITRARY_USER_NAME }, ...as(ARBITRARY_USER_NAME, {})];
  return [
    ...(await comparedRows(own, (programs) => measureInside(stage, programs, {}))),
    ...(await comparedRows(anybody, (programs) => measureInside(stage, programs, { user: ARBITRARY_USER }))),
  ];
};

/** Measures all programs in turns inside one container. */
const measureInside = async (
  { image, mounts }: ImageStage,
  programs: NamedPrograms,
  settings: ContainerSettings,
): Promise<NamedMeasurements> => {
  const { argv } = await prepareContainer(image, {
    ...{ ...settings, mounts, tmpMb: CONTAINER_LIMITS.tmpMb },
    entry: ['/nodejs/bin/node', '/bench/inside.ts', JSON.stringify(programs), String(CONTAINER_RUNS)],
  });
  return JSON.parse(await runTool(argv, 600));
};

/** Whole containers under the smallest limits, from runc's start to its end. */
export const limitedRuns = async ({ image, mounts }: ImageStage): Promise<readonly BenchRow[]> => {
  const entries: ImageEntry[] = [];
  for (const [whose, user] of Object.entries({ 'own user': {}, [ARBITRARY_USER_NAME]: { user: ARBITRARY_USER } })) {
    const settings = { ...CONTAINER_LIMITS, ...user, mounts };
    const program = `${whose}, ${CONTAINER_LIMITS.memoryMb} MB, ${CONTAINER_LIMITS.cpu * 1000}m`;
    const node = await prepareContainer(image, { ...settings, entry: NODE_ARGV });
    entries.push({ work: BARE_NODE, program, one: node, exitCode: 0 });
    for (const [work, { args, exitCode }] of Object.entries(IMAGE_WORKS)) {
      entries.push({ work, program, one: await prepareContainer(image, { ...settings, args }), exitCode });
    }
  }
  return comparedRows(entries, (programs) => comparePrograms(programs, LIMITED_RUNS), {
    mb: CONTAINER_LIMITS.memoryMb,
  });
};

type NamedPrograms = Readonly<Record<string, BenchProgram>>;
type NamedMeasurements = Readonly<Record<string, RunMeasurement>>;

/** Rows with ratios to bare Node. @throws when a program ended with an unexpected exit code: its time says nothing. */
const comparedRows = async (
  entries: readonly ImageEntry[],
  measure: (programs: NamedPrograms) => Promise<NamedMeasurements>,
  budget?: RowBudget,
): Promise<readonly BenchRow[]> => {
  const nameOf = ({ work, program }: ImageEntry): string => `${work}, ${program}`;
  const measured = await measure(Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.one])));
  const of = (entry: ImageEntry): RunMeasurement => {
    const taken = measured[nameOf(entry)] as RunMeasurement;
    if (taken.exitCode !== entry.exitCode) throw new Error(`${nameOf(entry)} ended with ${taken.exitCode}`);
    return taken;
  };
  return entries.map((entry) => {
    const row = { work: entry.work, program: entry.program, ...of(entry), ...(budget && { budget }) };
    if (entry.work === BARE_NODE) return row;
    const bare = entries.find(({ work, program }) => work === BARE_NODE && program === entry.program) ?? entries[0];
    return { ...row, than: 'node', ratio: row.ms / of(bare as ImageEntry).ms };
  });
};
