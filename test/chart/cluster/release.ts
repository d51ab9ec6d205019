import { chart, type Rendered } from '../helm.ts';
import { endedJob, logOf } from '../stage.ts';
import { HOME } from './places.ts';
import { IMAGE_VALUES, type Site } from './site.ts';

export interface Release {
  readonly name: string;
  /** The key in `jobs` of the CronJob that is run. */
  readonly job: string;
  /** Files with values, which `values` override. */
  readonly files?: readonly string[];
  readonly values: Rendered;
}

export interface Run {
  readonly log: readonly Rendered[];
  readonly pod: Rendered;
}

/** Values of a release in which no Job runs by itself. */
const ALONE = { ...IMAGE_VALUES, defaultJobs: false, test: { enabled: false }, jobDefaults: { suspend: true } };

/** Installs a second release, runs one of its CronJobs once, and uninstalls it. Throws when the Job fails. */
export const runRelease = async (site: Site, { name, job, files = [], values }: Release): Promise<Run> => {
  const { stage, valuesFile, start, firstPod } = site;
  const own = await valuesFile(name, { ...ALONE, ...values });
  const chosen = [...files, own].flatMap((file) => ['-f', file]);
  await stage.helm('install', name, chart, '-n', HOME, ...chosen);
  try {
    await start(`${name}-kavmon-${job}`, name);
    const { ended, message } = await endedJob(stage, HOME, name);
    if (ended !== 'Complete') throw new Error(`the Job of ${name} ended as ${ended}: ${message}`);
    const pod = await firstPod(name);
    return { pod, log: await logOf(stage, HOME, pod.metadata.name) };
  } finally {
    await stage.helm('uninstall', name, '-n', HOME);
  }
};
