/** Position of a value in a config file. Lines and columns count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Keys and indexes that lead to a value of a config file. */
export type ConfigPath = readonly PropertyKey[];

/** A path for people: `services.api.checks.http-endpoint[1].url`. */
export const formatPath = (path: ConfigPath): string =>
  path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? String(step) : `.${String(step)}`;
    })
    .join('');

/** `file:line:column`. */
export const formatPosition = ({ file, line, column }: SourcePosition): string => `${file}:${line}:${column}`;
