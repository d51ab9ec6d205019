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
  const { findings, notes } = await runOnRows(check, sources, params, now);
  return { findings, notes };
};

/** The same; returns what the check measured, by name. */
export const measureRows = async (
  check: Check,
  sources: Partial<CheckSources>,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, number>>> => (await runOnRows(check, sources, params, TEST_NOW)).measures;

const runOnRows = async (
  check: Check,
  sources: Partial<CheckSources>,
  params: Readonly<Record<string, unknown>>,
  now: number,
) => {
  const notes: string[] = [];
  const measures: Record<string, number> = {};
  const nothing = () => {};
  const ambient = {
    ...{ params: check.params.parse(params), service: 'cluster', now, signal: new AbortController().signal },
    ...{ assertion: nothing, looked: nothing, secret: nothing, remainingMs: () => 10_000 },
    note: (text: string) => notes.push(text),
    measure: (name: string, value: number) => {
      measures[name] = value;
    },
  };
  return { findings: [...(await check.run({ ...sources, ...ambient } as never))], notes, measures };
};
