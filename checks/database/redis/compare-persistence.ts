import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** Compares whether the data reach the disk; a server that is loading them tells nothing of it yet. */
export const comparePersistence = (
  { persistence, loading }: RedisNode,
  { persistence: asked, unsaved }: RedisExpectations,
): readonly Comparison[] => {
  if (loading) return [];
  const { unsavedSeconds: value } = persistence;
  const waited =
    value === null
      ? 'how long changes have waited is unknown'
      : `changes have waited for a snapshot for ${Math.round(value)} s`;
  return [
    ...(asked === false ? [] : compareSaves(persistence, asked === true)),
    ...compareRange({ name: 'unsaved', value, unit: 's', text: waited }, unsaved),
  ];
};

const compareSaves = (persistence: RedisNode['persistence'], isAsked: boolean): readonly Comparison[] => {
  const { lastSaveOk, appendOnly, lastAppendOk, lastRewriteOk } = persistence;
  const saves = [
    compareSave('snapshot', lastSaveOk, 'the last snapshot to disk failed (rdb_last_bgsave_status)'),
    ...(appendOnly === true
      ? [
          compareSave(
            'append-only file',
            lastAppendOk,
            'the last write to the append-only file failed (aof_last_write_status)',
          ),
          compareSave(
            'rewrite',
            lastRewriteOk,
            'the last rewrite of the append-only file failed (aof_last_bgrewrite_status)',
          ),
        ]
      : []),
  ];
  // Services without a disk of their own do not tell: that is undecided where it was asked for.
  return isAsked ? saves : saves.filter(({ status }) => status !== 'error');
};

const compareSave = (name: string, good: boolean | null, text: string): Comparison =>
  good === null
    ? {
        ...compareState(name, false, 'missing_value', `the server does not say whether the ${name} is fine`),
        status: 'error',
      }
    : compareState(name, good, 'status', text);
