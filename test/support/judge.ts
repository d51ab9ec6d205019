import type { Check } from '../../src/check/check.ts';
import type { Sources } from '../../src/check/sources.ts';
import type { Finding } from '../../src/model/result.ts';
import { NOW } from './build.ts';

export interface RowJudgement {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Runs a check on rows at {@link NOW}, with parameters that its schema parses. Returns its findings and notes. */
export const judge = async (
  check: Check,
  sources: Partial<Sources>,
  params: Readonly<Record<string, unknown>> = {},
  now: number = NOW,
): Promise<RowJudgement> => {
  const notes: string[] = [];
  const nothing = () => {};
  const ambient = {
    ...{ params: check.params.parse(params), service: 'cluster', now, signal: new AbortController().signal },
    ...{ measure: nothing, assertion: nothing, looked: nothing, note: (text: string) => notes.push(text) },
  };
  return { findings: await check.run({ ...sources, ...ambient } as never), notes };
};
