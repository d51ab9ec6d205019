import type { ParameterDescription } from '../../check/describe-parameters.ts';
import { formatColumns } from '../../text/columns.ts';
import { type Definition, formatDefinitions } from '../../text/definitions.ts';
import { wrapText } from '../../text/display-width.ts';
import type { CheckDocument, ReasonDocument } from './documents.ts';
import type { ApiRight } from './rights.ts';

const enabledText = ({ enabled, onlyByName }: CheckDocument): string => {
  if (enabled) return 'yes';
  return `no; ${onlyByName ? '-n' : '-g or -n'} runs it, or enabled: true in the configuration`;
};

/** What there is to say of a check, in lines of at most `width` columns; 0: of any length. */
export const checkText = (document: CheckDocument, width: number): string => {
  const { name, group, title, why, remedy, severity, timeout, needs, wants, rights, module } = document;
  const rows = [
    ['Why', why],
    ['Remedy', remedy],
    ['Group', group],
    ['Severity', severity],
    ['Timeout', timeout],
    ['Enabled', enabledText(document)],
    ['Needs', namesText(needs)],
    ['Wants', namesText(wants)],
    ['Rights', rights.length === 0 ? 'none' : rights.map(rightText).join('; ')],
    ...(module === null ? [] : [['Module', module]]),
  ];
  const example = document.example.replace(/^(?=.)/gm, '  ');
  const parameters = formatDefinitions(parameterDefinitions(document.parameters), width);
  return `${wrapText(`${name}: ${title}`, width || Number.POSITIVE_INFINITY).join('\n')}

${formatColumns(rows, width)}
Example, in the configuration:
${example}
${parameters === '' ? 'No parameters.\n' : `Parameters:\n${parameters}`}`;
};

const namesText = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

const rightText = ({ apiGroup, resource, verbs }: ApiRight): string =>
  `${verbs.join(', ')} ${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`;

const parameterDefinitions = (parameters: readonly ParameterDescription[], depth = 0): readonly Definition[] =>
  parameters.flatMap((parameter) => [
    {
      term: `${parameter.name} (${parameter.type}${requirementText(parameter)})`,
      meaning: parameter.description,
      depth,
    },
    ...parameterDefinitions(parameter.parts ?? [], depth + 2),
  ]);

const requirementText = ({ required, default: value }: ParameterDescription): string => {
  if (required) return ', required';
  if (value === undefined) return '';
  const words = Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(', ') : value;
  return `, default ${typeof words === 'string' && words !== '' ? words : JSON.stringify(value)}`;
};

/** What a reason means and who finds it, in lines of at most `width` columns; 0: of any length. */
export const reasonText = ({ reason, meaning, checks }: ReasonDocument, width: number): string => {
  const found = checks.map(({ name, title, why, remedy }) => ({
    term: `${name}: ${title}`,
    meaning: `${why} ${remedy}`,
  }));
  const list = found.length === 0 ? '' : `\nChecks that report it:\n${formatDefinitions(found, width)}`;
  const head = wrapText(`${reason} (a reason): ${meaning}`, width || Number.POSITIVE_INFINITY);
  return `${head.join('\n')}\n${list}`;
};
