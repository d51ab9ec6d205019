import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileAsync } from '../../support/exec-file.ts';
import type { SearchAnswer } from '../../support/opensearch.ts';
import { type AvmonResult, resultsOf } from './real-runs.ts';

type TopHits = { readonly hits: { readonly hits: readonly { readonly _source: { readonly kavmon: KavmonSource } }[] } };
type KavmonSource = {
  readonly health_check_status?: string;
  readonly problem?: Readonly<Record<string, unknown>>;
};

/** A bucket of the report of failing checks. */
export type FailingCheck = {
  readonly key: readonly [cluster: string, namespace: string, group: string, name: string];
  readonly last_run: { readonly value_as_string: string };
  readonly since: { readonly value: string };
  readonly healthy: { readonly until: { readonly value: number | null; readonly value_as_string?: string } };
  readonly status: TopHits;
};

type Buckets<T> = { readonly buckets: readonly T[] };

export type ServiceBucket = { readonly key: string; readonly checks: Buckets<FailingCheck> };

export type SeverityBucket = { readonly key: string; readonly problems: Buckets<{ readonly problem: TopHits }> };

/** A bucket for each shard of each CronJob. */
export type JobBucket = {
  readonly key: readonly [cluster: string, namespace: string, cronJob: string, shard: string];
  readonly runs: Buckets<{ readonly parts: { readonly value: number | null }; readonly lines: TopHits }>;
};

/** The buckets of a CronJob in an answer. */
export const jobsOf = (answer: SearchAnswer, cronJob: string): readonly JobBucket[] =>
  (answer.aggregations.jobs.buckets as readonly JobBucket[]).filter(({ key }) => key[2] === cronJob);

/** The status in the answer to a bucket. */
export const statusOf = (check: FailingCheck | undefined): string | undefined =>
  check?.status.hits.hits[0]?._source.kavmon.health_check_status;

/** The results that the answer has of one CronJob, put together by the command of the page. */
export const documentOf = async (
  answer: SearchAnswer,
  cronJob: string,
  jq: string,
  folder: string,
): Promise<readonly AvmonResult[]> => {
  const jobs = { buckets: jobsOf(answer, cronJob) };
  await writeFile(join(folder, 'answer.json'), JSON.stringify({ aggregations: { jobs } }));
  const { stdout } = await execFileAsync('bash', ['-ec', jq], { cwd: folder, maxBuffer: 64 << 20 });
  return resultsOf(JSON.parse(stdout));
};

/** The value at a path of a document, whether its keys are nested or have dots. */
export const valueAt = (source: object, path: string): unknown => {
  if (path in source) return (source as Record<string, unknown>)[path];
  const [first = '', ...rest] = path.split('.');
  const inner = (source as Record<string, unknown>)[first];
  return typeof inner === 'object' && inner !== null ? valueAt(inner, rest.join('.')) : undefined;
};

/** Paths of the values in an object; what `leaves` says is not gone into. */
export const pathsIn = (value: object, isLeaf: (path: string) => boolean, parent = ''): readonly string[] =>
  Object.entries(value).flatMap(([key, inner]) => {
    const path = `${parent}${key}`;
    const goesOn = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !isLeaf(path);
    return goesOn ? pathsIn(inner, isLeaf, `${path}.`) : [path];
  });
