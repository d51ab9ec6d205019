import { UsageError } from '../../model/errors.ts';
import { type Place, placeText } from './source-position.ts';

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Absent when it is about a file as a whole; without a file when there is none to name. */
  readonly place?: Place;
  readonly message: string;
}

/** All problems of all files in one error, each on a line of its own that begins with its place. */
export const configError = (problems: readonly Problem[]): UsageError => {
  const lines = [...new Set(inOrder(problems).map(lineOf))];
  const text = lines.length === 1 ? lines[0] : `${lines.length} errors in the configuration:\n${lines.join('\n')}`;
  return new UsageError(text ?? 'the configuration cannot be used', 'config');
};

/** Files in the order in which they are first named, and each from its top to its end. */
const inOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const files = [...new Set(problems.map(({ place }) => place?.file))];
  return problems.toSorted(
    ({ place: a }, { place: b }) =>
      files.indexOf(a?.file) - files.indexOf(b?.file) ||
      (a?.line ?? 0) - (b?.line ?? 0) ||
      (a?.column ?? 0) - (b?.column ?? 0),
  );
};

const lineOf = ({ place, message }: Problem): string =>
  place === undefined || place.file === '' ? message : `${placeText(place)}: ${message}`;
