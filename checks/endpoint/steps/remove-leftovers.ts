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
  /** Undefined: its entry does not say. */
  readonly id: string | undefined;
}

/** What went wrong, and what could not be done. */
interface Problem {
  readonly what: string;
  readonly error: unknown;
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
    return warnOf([{ what: 'cannot be found', error }]);
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
  return Promise.all(old.map(async ({ entry, runId }) => ({ runId, id: await textAt(entry, id) })));
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
  params: LeftoverParams,
  run: StepRun,
  leftMs: () => number,
): Promise<readonly Problem[]> => {
  const problems: Problem[] = [];
  const removed: string[] = [];
  for (const leftover of found.slice(0, MAX_REMOVED)) {
    if (leftMs() < 1) break;
    try {
      await removeOne(leftover, params, run, leftMs());
      removed.push(leftover.runId);
    } catch (error) {
      problems.push({ what: `${leftover.runId} cannot be removed`, error });
    }
  }
  noteRemoved(removed, found.length - removed.length - problems.length, run);
  return problems;
};

const removeOne = async ({ id }: Leftover, params: LeftoverParams, run: StepRun, limitMs: number): Promise<void> => {
  if (id === undefined) throw new ProbeError('missing_value', `it has nothing at ${params.id ?? params.name}`);
  const step: StepParams = { ...params.remove, name: 'remove leftover', capture: {} };
  const values = new Map([...run.values, [LEFTOVER, { text: id, json: id }]]);
  const { filled, answer } = await requestStep({ step, place: PLACE }, { ...run, values }, limitMs);
  refuseStatus(compareStatus(answer, filled.status), `${answer.method} ${answer.url}`);
};

const noteRemoved = (removed: readonly string[], left: number, { context }: StepRun): void => {
  context.measure('leftovers_removed', removed.length);
  const done = `removed ${pluralize(removed.length, 'leftover')} of earlier runs, which were ended before their cleanup: ${abbreviateList(removed, NAMES_IN_NOTE)}`;
  if (removed.length > 0) context.note(left === 0 ? done : `${done}; ${left} more are for the next run`);
  else if (left > 0)
    context.note(`${pluralize(left, 'leftover of earlier runs is', 'leftovers of earlier runs are')} for the next run`);
};

/** One target, however many there are, so that they make one finding for each reason. */
const warnOf = (problems: readonly Problem[]): readonly ComparedTarget[] =>
  problems.length === 0
    ? []
    : [
        {
          subject: { target: 'leftovers of earlier runs', part: PLACE, evidence: {} },
          comparisons: problems.map(comparisonOf),
        },
      ];

const comparisonOf = ({ what, error }: Problem): Comparison => {
  const known = error instanceof ProbeError ? error : new ProbeError('deadline_attempt', 'the time was over');
  const text = `${what}: ${known.message.replace(`${PLACE}: `, '')}`;
  return { name: PLACE, operator: 'is', expected: 'removed', actual: null, status: 'warn', reason: known.reason, text };
};
