import type { Check } from '../../src/check/check.ts';
import type { CheckSources } from '../../src/check/sources.ts';
import type { Finding } from '../../src/model/result.ts';
import { TEST_NOW } from './build-pods.ts';

export interface RowJudgement {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Runs a check on rows at {@link TEST_NOW}, with parameters that its schema parses. Returns its findings and notes. */
export const judgeRows = async (
  check: Check,
  sources: Partial<CheckSources>,
  params: Readonly<Record<string, unknown>> = {},
  now: number = TEST_NOW,
): Promise<RowJudgement> => {
  const notes: string[] = [];
  const nothing = () => {};
  const ambient = {
    ...{ params: check.params.parse(params), service: 'cluster', now, signal: new AbortController().signal },
    ...{ measure: nothing, assertion: nothing, looked: nothing, secret: nothing },
    ...{ note: (text: string) => notes.push(text), remainingMs: () => 10_000 },
  };
  return { findings: [...(await check.run({ ...sources, ...ambient } as never))], notes };
};
