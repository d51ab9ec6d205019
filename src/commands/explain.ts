import type { CheckMetadata } from '../check/check.ts';
import { describeParameters, type ParameterDescription } from '../check/describe-parameters.ts';
import { UsageError } from '../model/errors.ts';
import { formatColumns } from '../text/columns.ts';
import { suggestAlternatives } from '../text/nearest-word.ts';
import type { CommandIo } from './command-line/io.ts';
import { type ApiRight, apiRightsOf } from './explain/rights.ts';

export interface ExplainOptions {
  /** Name of a check of the catalogue. */
  readonly check: string;
  readonly catalogue: readonly CheckMetadata[];
  readonly output: 'text' | 'json';
}

/**
 * Prints one check: what it verifies, why, what to do, its parameters and what it needs. Returns the exit code.
 * @throws {UsageError} when there is no such check.
 */
export const explainCheck = async (options: ExplainOptions, io: CommandIo): Promise<number> => {
  const { catalogue } = options;
  const check = catalogue.find(({ name }) => name === options.check);
  if (check === undefined) {
    const known = catalogue.map(({ name }) => name);
    throw new UsageError(`unknown check "${options.check}": ${suggestAlternatives(options.check, known)}`);
  }
  const document = checkDocument(check, apiRightsOf(check));
  io.stdout(options.output === 'json' ? `${JSON.stringify(document, null, 2)}\n` : documentText(document, io));
  return 0;
};

type CheckDocument = ReturnType<typeof checkDocument>;

const checkDocument = (check: CheckMetadata, rights: readonly ApiRight[]) => ({
  name: check.name,
  group: check.group,
  title: check.title,
  why: check.why,
  remedy: check.remedy,
  severity: check.severity,
  timeout: check.timeout ?? '10s',
  enabled: check.enabled ?? true,
  needs: check.needs,
  wants: check.wants ?? [],
  rights,
  parameters: describeParameters(check),
  module: check.module ?? null,
});

const documentText = (document: CheckDocument, io: CommandIo): string => {
  const { name, group, title, why, remedy, severity, timeout, enabled, needs, wants, rights, module } = document;
  const rows = [
    ['Why', why],
    ['Remedy', remedy],
    ['Group', group],
    ['Severity', severity],
    ['Timeout', timeout],
    ['Enabled', enabled ? 'yes' : 'no; -g or -n runs it, or enabled: true in the configuration'],
    ['Needs', namesText(needs)],
    ['Wants', namesText(wants)],
    ['Rights', rights.length === 0 ? 'none' : rights.map(rightText).join('; ')],
    ...(module === null ? [] : [['Module', module]]),
  ];
  const width = io.isTerminal ? io.columns : 0;
  return `${name}: ${title}\n\n${formatColumns(rows, width)}\n${parametersText(document.parameters, width)}`;
};

const namesText = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

const rightText = ({ apiGroup, resource, verbs }: ApiRight): string =>
  `${verbs.join(', ')} ${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`;

const parametersText = (parameters: readonly ParameterDescription[], width: number): string => {
  if (parameters.length === 0) return 'No parameters.\n';
  const rows = parameters.map((parameter) => [
    parameter.name,
    parameter.type,
    parameter.required ? 'required' : defaultText(parameter),
    parameter.description,
  ]);
  return formatColumns([['PARAMETER', 'TYPE', 'DEFAULT', 'MEANING'], ...rows], width);
};

const defaultText = ({ default: value }: ParameterDescription): string => {
  if (value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
