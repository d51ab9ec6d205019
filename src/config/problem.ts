import { UsageError } from '../errors.ts';
import { type Place, placeText } from './located.ts';

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Absent when it is about a file as a whole; without a file when there is none to name. */
  readonly place?: Place;
  readonly message: string;
}

/** All problems of all files in one error, each on a line of its own that begins with its place. */
export const configError = (problems: readonly Problem[]): UsageError => {
  const lines = [...new Set(problems.map(lineOf))];
  const text = lines.length === 1 ? lines[0] : `${lines.length} errors in the configuration:\n${lines.join('\n')}`;
  return new UsageError(text ?? 'the configuration cannot be used', 'config');
};

const lineOf = ({ place, message }: Problem): string =>
  place === undefined || place.file === '' ? message : `${placeText(place)}: ${message}`;
