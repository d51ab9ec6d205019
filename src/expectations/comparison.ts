import type { CheckContext } from '../check/check.ts';
import type { Advice } from '../model/advice.ts';
import { ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { ProbeReason } from '../model/reasons.ts';
import type { Assertion, Finding } from '../model/result.ts';
import { writeVisibly } from './quote-text.ts';

/** A comparison, with the reason of the finding when it does not hold. */
export interface Comparison extends Assertion {
  readonly reason: ProbeReason;
  /** The fact, for people: `$.load is 0.95, expected lt 0.9`. */
  readonly text: string;
  /** What to do about it, where the reason alone does not tell; goes into the evidence. */
  readonly advice?: Advice | undefined;
}

/** The target of comparisons: goes in front of each message and into each finding. */
export interface ComparisonSubject {
  readonly target: string;
  readonly evidence: { readonly [key: string]: Json };
  /** Distinguishes the findings of several targets of one check. */
  readonly part?: string;
  /** The next commands to type. */
  readonly next?: readonly string[];
}

const MAX_LISTED_TEXTS = 5;

/** The comparisons of one target. */
export interface ComparedTarget {
  readonly subject: ComparisonSubject;
  readonly comparisons: readonly Comparison[];
}

/**
 * Records all comparisons and returns a finding for each target, reason and level that does not hold. Throws ProbeError when
 * nothing failed but something could not be judged, and when nothing was compared at all: neither is healthy.
 */
export const concludeComparisons = (
  context: Pick<CheckContext<unknown>, 'assertion'>,
  ...compared: readonly ComparedTarget[]
): readonly Finding[] => {
  recordComparisons(context, compared);
  const all = compared.flatMap(({ comparisons }) => comparisons);
  const idle = compared.find(({ comparisons }) => comparisons.length === 0);
  if (idle !== undefined) throw new ProbeError('config', `${idle.subject.target}: nothing is asserted`);
  if (all.every(({ status }) => status !== 'fail')) throwUndecided(compared);
  return compared.flatMap(targetFindings);
};

/** Records comparisons as assertions of the result, without a verdict. */
export const recordComparisons = (
  context: Pick<CheckContext<unknown>, 'assertion'>,
  compared: readonly ComparedTarget[],
): void => {
  for (const { reason: _, text: __, advice: ___, ...assertion } of compared.flatMap(({ comparisons }) => comparisons))
    context.assertion(assertion);
};

const throwUndecided = (compared: readonly ComparedTarget[]): void => {
  for (const { subject, comparisons } of compared) {
    const undecided = comparisons.filter(({ status }) => status === 'error');
    if (undecided[0] !== undefined)
      throw new ProbeError(undecided[0].reason, `${subject.target}: ${joinTexts(undecided)}`, {
        advice: undecided[0].advice,
        undecided: true,
      });
  }
};

/** Order of findings: the first one makes the message of the result, so that known faults come before what could not be judged. */
const STATUS_ORDER = ['fail', 'error', 'warn'] as const;

const targetFindings = ({ subject, comparisons }: ComparedTarget): readonly Finding[] => {
  const wrong = STATUS_ORDER.flatMap((worst) => comparisons.filter(({ status }) => status === worst));
  const kinds = Map.groupBy(wrong, ({ reason, status }) => `${reason} ${status === 'warn' ? 'warning' : 'fault'}`);
  return [...kinds.values()].map((kind) => comparisonFinding(kind, subject));
};

const comparisonFinding = (
  kind: readonly Comparison[],
  { target, evidence, part, next }: ComparisonSubject,
): Finding => ({
  reason: kind[0]?.reason ?? 'internal',
  level: kind[0]?.status === 'warn' ? 'warning' : 'fault',
  message: `${target}: ${joinTexts(kind)}`,
  evidence: kind[0]?.advice === undefined ? evidence : { ...evidence, advice: kind[0].advice },
  ...(part === undefined ? {} : { part }),
  ...(next === undefined ? {} : { next }),
});

/** What comparisons say: each text once, the first few, and how many more there are. */
export const joinTexts = (comparisons: readonly Comparison[]): string => {
  const texts = [...new Set(comparisons.map(({ text }) => text))];
  const rest = texts.length - MAX_LISTED_TEXTS;
  return texts.slice(0, MAX_LISTED_TEXTS).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
};

const MAX_VALUE_LENGTH = 200;

/** The value, short enough for a result: long texts are cut, large structures become the beginning of their JSON. */
export const shortenValue = (value: Json): Json => {
  if (typeof value === 'string') return shortenText(value);
  if (value === null || typeof value !== 'object') return value;
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE_LENGTH ? value : shortenText(text);
};

/** A text of at most 200 characters. */
export const shortenText = (text: string): string =>
  text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}...`;

/** A value as it stands in a message, with what cannot be seen. */
export const formatValue = (value: Json): string => writeVisibly(shortenValue(value));
