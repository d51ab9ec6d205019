import { kubectlCommand } from '../../kubernetes/objects/kubectl.ts';
import { formatColumns } from '../../text/columns.ts';
import { wrapText } from '../../text/display-width.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { TextLayout } from '../inspect/print-document.ts';
import { RUN_LABEL } from './manifests.ts';

/** What became of one fault. */
export interface FaultOutcome {
  readonly fault: string;
  readonly text: string;
  /** Milliseconds from its creation until a check named it; null: none did in time. */
  readonly namedAfterMs: number | null;
  /** What named it. */
  readonly finding: string | null;
  /** Milliseconds until an alert about it was there; null: there was none, or nobody was asked. */
  readonly alertAfterMs: number | null;
}

/** The document of `-o json`. */
export interface DrillDocument {
  readonly run: string;
  readonly namespace: string;
  readonly outcomes: readonly FaultOutcome[];
  /** Whether an Alertmanager was asked. */
  readonly alertsAsked: boolean;
  /** Why no Alertmanager answered when it was asked last; null: one did, or none was asked. */
  readonly alertsFailure: string | null;
  /** Leftovers of earlier drills that were removed. */
  readonly removedLeftovers: readonly string[];
  /** What could not be removed; empty: everything is gone. */
  readonly notRemoved: readonly string[];
  /** What kept the drill from its end; null: nothing did. */
  readonly failure: string | null;
  readonly exitCode: number;
}

/** 0 when every fault was named, and its alert fired where one was asked for, and nothing is left. */
export const exitCodeOfDrill = (document: Omit<DrillDocument, 'exitCode'>): number => {
  const { outcomes, alertsAsked, notRemoved, failure } = document;
  const isMissed = ({ namedAfterMs, alertAfterMs }: FaultOutcome): boolean =>
    namedAfterMs === null || (alertsAsked && alertAfterMs === null);
  return failure !== null || notRemoved.length > 0 || outcomes.length === 0 || outcomes.some(isMissed) ? 1 : 0;
};

/** The document for people, with its line feed. */
export const renderDrill = (document: DrillDocument, { width }: Pick<TextLayout, 'width'>): string => {
  const { outcomes, alertsAsked, removedLeftovers, notRemoved, failure } = document;
  const heads = ['FAULT', 'NAMED AFTER', 'ALERT AFTER', 'BY'];
  const table = formatColumns([heads, ...outcomes.map((one) => outcomeRow(one, alertsAsked))], width);
  const named = outcomes.filter(({ namedAfterMs }) => namedAfterMs !== null).length;
  const lines = [
    ...(removedLeftovers.length === 0 ? [] : [`removed of an earlier drill: ${removedLeftovers.join(', ')}`]),
    ...(outcomes.length === 0 ? [] : table.trimEnd().split('\n')),
    ...(failure === null ? [] : [`the drill did not reach its end: ${toOneLine(failure)}`]),
    ...(notRemoved.length === 0 ? [] : [`NOT REMOVED: ${toOneLine(notRemoved.join(', '))}`]),
    ...(notRemoved.length === 0 ? [] : [`$ ${removalCommand(document)}`]),
    `${named} of ${pluralize(outcomes.length, 'fault')} named${alertsText(document)}`,
  ];
  return `${lines.flatMap((line) => (line.startsWith('$') ? [line] : wrapText(line, width))).join('\n')}\n`;
};

const alertsText = ({ alertsAsked, alertsFailure }: DrillDocument): string => {
  if (!alertsAsked) return '; alerts not asked: no Alertmanager is configured';
  return alertsFailure === null ? '' : `; the Alertmanager could not be asked: ${toOneLine(alertsFailure)}`;
};

const outcomeRow = (
  { fault, namedAfterMs, alertAfterMs, finding }: FaultOutcome,
  alertsAsked: boolean,
): readonly string[] => [
  fault,
  afterText(namedAfterMs),
  alertsAsked ? afterText(alertAfterMs) : '-',
  toOneLine(finding ?? 'no check named it'),
];

const afterText = (ms: number | null): string =>
  ms === null ? 'NOT IN TIME' : formatDuration(Math.round(ms / 1000) * 1000);

const removalCommand = ({ namespace }: DrillDocument): string =>
  kubectlCommand(namespace)`delete deployments,jobs,services,pods -l ${RUN_LABEL}`;
