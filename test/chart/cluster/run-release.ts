import { readPodLog, waitForJobEnd } from '../chart-stage.ts';
import { CHART_FOLDER, type RenderedValue } from '../helm.ts';
import { type ChartSite, IMAGE_VALUES } from './chart-site.ts';
import { RELEASE_NAMESPACE } from './namespaces.ts';

export interface FurtherRelease {
  readonly name: string;
  /** The key in `jobs` of the CronJob that is run. */
  readonly job: string;
  /** Files with values, which `values` override. */
  readonly files?: readonly string[];
  readonly values: RenderedValue;
}

export interface ReleaseRun {
  readonly log: readonly RenderedValue[];
  readonly pod: RenderedValue;
}

/** Values of a release in which no Job runs by itself. */
const IDLE_VALUES = { ...IMAGE_VALUES, defaultJobs: false, test: { enabled: false }, jobDefaults: { suspend: true } };

/** Installs a second release, runs one of its CronJobs once, and uninstalls it. Throws when the Job fails. */
export const runRelease = async (
  site: ChartSite,
  { name, job, files = [], values }: FurtherRelease,
): Promise<ReleaseRun> => {
  const { stage, valuesFile, start, firstPod } = site;
  const own = await valuesFile(name, { ...IDLE_VALUES, ...values });
  const chosen = [...files, own].flatMap((file) => ['-f', file]);
  await stage.helm('install', name, CHART_FOLDER, '-n', RELEASE_NAMESPACE, ...chosen);
  try {
    await start(`${name}-kavmon-${job}`, name);
    const { ended, message } = await waitForJobEnd(stage, RELEASE_NAMESPACE, name);
    if (ended !== 'Complete') throw new Error(`the Job of ${name} ended as ${ended}: ${message}`);
    const pod = await firstPod(name);
    return { pod, log: await readPodLog(stage, RELEASE_NAMESPACE, pod.metadata.name) };
  } finally {
    await stage.helm('uninstall', name, '-n', RELEASE_NAMESPACE);
  }
};
