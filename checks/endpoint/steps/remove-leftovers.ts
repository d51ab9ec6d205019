import type { ComparedTarget, Comparison } from '../../../src/expectations/comparison.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import { valuesAt } from '../../../src/expectations/json-path.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { ProbeReason } from '../../../src/model/reasons.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { missingNames } from './fill-step.ts';
import { LEFTOVER, type LeftoverParams } from './leftover-params.ts';
import { findRunId } from './run-id.ts';
import { requestStep, type StepRun } from './run-step.ts';
import type { StepParams } from './step-params.ts';

/** What a killed run has left. */
interface Leftover {
  readonly runId: string;
  readonly id: string;
}

/** Removed by one run at most; the next one goes on. */
const MAX_REMOVED = 100;
const NAMES_IN_NOTE = 10;
const PLACE = 'leftovers';

/**
 * Looks for what older runs have made and not removed, as they were killed, and removes it: only entries whose name has an id
 * of kavmon's own form that is older than `age`. What it removed becomes a note, what goes wrong warns. Never rejects.
 */
export const removeLeftovers = async (
  params: LeftoverParams,
  run: StepRun,
  leftMs: () => number,
): Promise<readonly ComparedTarget[]> => {
  const list: StepParams = { ...params.list, name: 'list leftovers', capture: {} };
  const missing = missingNames(list, run.values);
  if (missing.length > 0) {
    const names = missing.map((name) => `\${${name}}`).join(', ');
    run.context.note(`leftovers of earlier runs were not looked for: ${names} was not captured`);
    return [];
  }
  try {
    const found = await findLeftovers(params, list, run, leftMs());
    return warnOf(await removeAll(found, params, run, leftMs));
  } catch (error) {
    return warnOf([error]);
  }
};

const findLeftovers = async (
  { items, name, id = name, age }: LeftoverParams,
  list: StepParams,
  run: StepRun,
  limitMs: number,
): Promise<readonly Leftover[]> => {
  const entries = await valuesAt(await readDocument(list, run, limitMs), items);
  const named = await Promise.all(entries.map(async (entry) => ({ entry, text: await textAt(entry, name) })));
  if (named.length > 0 && named.every(({ text }) => text === undefined))
    throw new ProbeError(
      'missing_value',
      `none of ${pluralize(named.length, 'entry', 'entries')} has a text at ${name}`,
    );
  const old = named.flatMap(({ entry, text = '' }) => {
    const made = findRunId(text);
    return made !== undefined && made.madeAt < run.context.now - age ? [{ entry, runId: made.runId }] : [];
  });
  return Promise.all(
    old.map(async ({ entry, runId }) => {
      const found = await textAt(entry, id);
      if (found === undefined) throw new ProbeError('missing_value', `the leftover ${runId} has nothing at ${id}`);
      return { runId, id: found };
    }),
  );
};

const textAt = async (entry: Json, path: string): Promise<string | undefined> => {
  const [value] = await valuesAt(entry, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

const readDocument = async (list: StepParams, run: StepRun, limitMs: number): Promise<Json> => {
  const { filled, answer } = await requestStep({ step: list, place: PLACE }, run, limitMs);
  refuseStatus(compareStatus(answer, filled.status), `${answer.method} ${answer.url}`);
  const parsed = answer.bodyProblem === undefined ? parseDocument(answer.body) : undefined;
  if (parsed !== undefined) return parsed.document;
  throw new ProbeError('protocol', `${answer.method} ${answer.url}: ${answer.bodyProblem ?? 'the body is not JSON'}`);
};

const refuseStatus = ({ status, reason, text }: Comparison, target: string): void => {
  if (status !== 'pass') throw new ProbeError(reason as ProbeReason, `${target}: ${text}`);
};

/** Removes them one after the other; returns what went wrong. */
const removeAll = async (
  found: readonly Leftover[],
  { remove }: LeftoverParams,
  run: StepRun,
  leftMs: () => number,
): Promise<readonly unknown[]> => {
  const errors: unknown[] = [];
  const removed: string[] = [];
  for (const { id, runId } of found.slice(0, MAX_REMOVED)) {
    if (leftMs() < 1) break;
    const step: StepParams = { ...remove, name: 'remove leftover', capture: {} };
    const values = new Map([...run.values, [LEFTOVER, { text: id, json: id }]]);
    try {
      const { filled, answer } = await requestStep({ step, place: PLACE }, { ...run, values }, leftMs());
      refuseStatus(compareStatus(answer, filled.status), `${answer.method} ${answer.url}`);
      removed.push(runId);
    } catch (error) {
      errors.push(error);
    }
  }
  noteRemoved(removed, found.length - removed.length - errors.length, run);
  return errors;
};

const noteRemoved = (removed: readonly string[], left: number, { context }: StepRun): void => {
  context.measure('leftovers_removed', removed.length);
  const more = left === 0 ? '' : `; ${left} more are for the next run`;
  if (removed.length + left > 0)
    context.note(
      `removed ${pluralize(removed.length, 'leftover', 'leftovers')} of earlier runs, which were ended before their cleanup: ${abbreviateList(removed, NAMES_IN_NOTE)}${more}`,
    );
};

const warnOf = (errors: readonly unknown[]): readonly ComparedTarget[] =>
  errors.map((error) => {
    const known = error instanceof ProbeError ? error : new ProbeError('deadline_attempt', 'the time was over');
    const text = known.message.replace(`${PLACE}: `, '');
    const base = { name: PLACE, operator: 'is', expected: 'removed', actual: null, status: 'warn' } as const;
    return {
      subject: { target: 'leftovers of earlier runs', part: PLACE, evidence: {} },
      comparisons: [{ ...base, reason: known.reason, text }],
    };
  });
