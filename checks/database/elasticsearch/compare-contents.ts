import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { PartAnswer } from '../../../src/probes/part-answer.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { ClusterApi, ClusterDocument } from './cluster-api.ts';
import type { ClusterExpectations } from './params.ts';

/** Blocks that a full disk, or a master that is gone, sets; others are set on purpose, as on frozen indices. */
const FLOOD_BLOCK = '12';
const CLUSTER_BLOCKS = ['1', '2', '6', '13'];

/** Compares the blocks of the cluster state: nobody can write where one of a full disk is. */
export const compareBlocks = (blocks: PartAnswer<ClusterDocument>): readonly Comparison[] => {
  if ('problem' in blocks) return [];
  const { global = {}, indices = {} } = blocks.value?.blocks ?? {};
  const whole = CLUSTER_BLOCKS.filter((id) => Object.hasOwn(global, id)).map((id) => String(global[id]?.description));
  const flooded = Object.keys(indices).filter((name) => Object.hasOwn(indices[name] ?? {}, FLOOD_BLOCK));
  const named = `${flooded.slice(0, 5).join(', ')}${flooded.length > 5 ? `, and ${flooded.length - 5} more` : ''}`;
  return [
    hasNone('cluster blocks', whole, `the cluster is blocked: ${whole.join(', ')}`),
    hasNone(
      'read-only indices',
      flooded,
      `${pluralize(flooded.length, 'index has', 'indices have')} become read-only, as a disk was too full (read_only_allow_delete): ${named}`,
    ),
  ];
};

const hasNone = (name: string, found: readonly string[], text: string): Comparison => ({
  name,
  operator: 'eq',
  expected: 0,
  actual: found.length,
  status: found.length === 0 ? 'pass' : 'fail',
  reason: 'read_only',
  text,
});

/** Compares the age of the newest snapshot that succeeded, and tells of later ones that did not. */
export const compareSnapshots = async (
  api: ClusterApi,
  { repository, name, age }: ClusterExpectations['snapshots'][number],
  now: number,
): Promise<readonly Comparison[]> => {
  const title = `snapshots of ${repository}`;
  const answer = await api.ask(`/_cat/snapshots/${encodeURIComponent(repository)}?format=json&h=id,status,end_epoch`);
  if ('problem' in answer) return [compareUnanswered(title, answer.problem)];
  const pattern = name === undefined ? /^/ : patternOf(name);
  const rows = (Array.isArray(answer.value) ? answer.value : [])
    .filter(({ id }: ClusterDocument) => pattern.test(String(id)))
    .map(({ id, status, end_epoch }: ClusterDocument) => ({ id, status: String(status), at: Number(end_epoch) * 1000 }))
    .sort((a, b) => b.at - a.at);
  const newest = rows.find(({ status }) => status === 'SUCCESS');
  if (newest === undefined) {
    const base = { name: title, operator: 'exists', expected: true, actual: false, status: 'fail' } as const;
    return [{ ...base, reason: 'empty_result', text: `${title}: none of ${rows.length} has succeeded` }];
  }
  const seconds = Math.max(0, Math.round((now - newest.at) / 1000));
  const failed = rows.filter(({ status, at }) => at > newest.at && status !== 'IN_PROGRESS');
  const later =
    failed.length === 0 ? '' : `; later ones: ${failed.slice(0, 3).map((one) => `${one.id} ${one.status}`)}`;
  const text = `the newest snapshot of ${repository} that succeeded, ${newest.id}, is ${seconds} s old${later}`;
  return compareRange({ name: title, value: seconds, unit: 's', text }, age);
};

/** A name with `*` for any text. */
const patternOf = (name: string): RegExp =>
  new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Compares the number of documents of an index, and the age of the newest one. */
export const compareIndex = async (
  api: ClusterApi,
  { index, timeField, newest, documents }: ClusterExpectations['indices'][number],
  now: number,
): Promise<readonly Comparison[]> => {
  const answer = await api.ask(`/${encodeURIComponent(index)}/_search`, {
    size: 0,
    track_total_hits: true,
    ...(newest === undefined ? {} : { aggs: { newest: { max: { field: timeField } } } }),
  });
  if ('problem' in answer) return [compareUnanswered(`index ${index}`, answer.problem)];
  const { isWhole, count, last } = readSearch(answer.value);
  const age = last === null ? null : Math.max(0, Math.round((now - last) / 1000));
  const part = isWhole ? '' : ': not all of its shards answered, or there is no such index';
  const text = { count: describeCount(index, count, part), age: describeAge(index, age, timeField, part) };
  return [
    ...compareRange({ name: `documents of ${index}`, value: count, unit: '', text: text.count }, documents),
    ...compareRange({ name: `newest of ${index}`, value: age, unit: 's', text: text.age }, newest),
  ];
};

/** The numbers of a search; null where some shards did not answer, as what they hold is not counted. */
const readSearch = ({ hits, aggregations, _shards: shards, timed_out: isCut }: ClusterDocument) => {
  const isWhole: boolean = shards?.failed === 0 && isCut === false && shards?.total > 0;
  const numberIn = (value: unknown): number | null => (isWhole && typeof value === 'number' ? value : null);
  return { isWhole, count: numberIn(hits?.total?.value), last: numberIn(aggregations?.newest?.value) };
};

const describeCount = (index: string, count: number | null, part: string): string =>
  count === null ? `how many documents ${index} has is unknown${part}` : `${index} has ${pluralize(count, 'document')}`;

const describeAge = (index: string, age: number | null, field: string, part: string): string =>
  age === null
    ? `the newest document of ${index} is unknown${part === '' ? `: none has a ${field}` : part}`
    : `the newest document of ${index} is ${age} s old`;
