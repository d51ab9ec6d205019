import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../config/select.ts';
import { parseSelector } from '../../kubernetes/objects/label-selector.ts';
import { type LogLevel, logLevels } from '../../log/log-event.ts';
import { type FailOn, failOnValues } from '../../model/status.ts';
import { parseDuration } from '../../text/duration-text.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { toOneLine } from '../../text/sanitize.ts';

// Parsers of the values of flags: each throws commander's InvalidArgumentError, which names the flag.

/** Parses a whole number of at least `min`. */
export const wholeNumberParser =
  (min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min) throw new InvalidArgumentError(`A whole number of at least ${min}.`);
    return value;
  };

/** Parses seconds, or a duration with a unit, to milliseconds. */
export const parseMilliseconds = (text: string): number => {
  const value = parseDuration(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (value === undefined) throw new InvalidArgumentError('Seconds, or a duration such as 500ms, 30s or 5m.');
  return value;
};

/** Parses a limit that may not be 0: telemetry is switched off by a flag of its own. */
export const parsePositiveMilliseconds = (text: string): number => {
  const value = parseMilliseconds(text);
  if (value === 0) throw new InvalidArgumentError('More than 0; --no-metrics sends nothing.');
  return value;
};

/** Adds a label selector to those of the flag before. */
export const parseLabelSelector = (text: string, before: readonly string[]): readonly string[] => {
  if (requirementCount(text) === 0) throw new InvalidArgumentError('Empty, it would choose everything.');
  return [...before, text];
};

const requirementCount = (text: string): number => {
  try {
    return parseSelector(text).expressions.length;
  } catch (error) {
    throw new InvalidArgumentError(toOneLine((error as Error).message));
  }
};

/** The names that Helm takes: https://helm.sh/docs/chart_best_practices/ */
const RELEASE_NAME = /^[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?$/;

/** Adds the name of a release of Helm to those of the flag before. */
export const parseRelease = (text: string, before: readonly string[]): readonly string[] => {
  if (!RELEASE_NAME.test(text)) throw new InvalidArgumentError('Small letters, digits, "-" and ".", 53 at most.');
  return [...before, text];
};

/** Parses a limit that may not be 0: what waits has an end. */
export const parsePositiveLimit = (text: string): number => {
  const value = parseMilliseconds(text);
  if (value === 0) throw new InvalidArgumentError('More than 0: what waits has an end.');
  return value;
};

/** Parses `I/N`, counted from 1. */
export const parseShard = (text: string): Shard => {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new InvalidArgumentError('I/N, counted from 1: 1/3, 2/3, 3/3.');
  }
  return { index, count };
};

/** Parses what a run fails on; of an unknown word the nearest known one is named. */
export const parseFailOn = (text: string): FailOn => {
  const value = failOnValues.find((one) => one === text);
  if (value === undefined) throw new InvalidArgumentError(`${suggestAlternatives(text, failOnValues)}.`);
  return value;
};

/** Parses a level in any case: Python's `WARNING` too. */
export const parseLogLevel = (text: string): LogLevel => {
  const level = logLevels.find((one) => one === text.toLowerCase());
  if (level === undefined) throw new InvalidArgumentError(`Allowed choices are ${logLevels.join(', ')}.`);
  return level;
};
