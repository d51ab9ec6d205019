import type { Json } from '../model/json.ts';
import { isProbeName } from '../probes/index.ts';
import type { CheckMetadata } from './check.ts';
import { describeParameters } from './describe-parameters.ts';

/** Service under which an example lists a check that services are asked by. */
const EXAMPLE_SERVICE = 'payments-api';

/** The name of a check in a configuration of an example, as the YAML of a file that kavmon takes. Ends with a line break. */
export const checkExample = (check: CheckMetadata): string => {
  const lines = (check.example ?? defaultLines(check)).split('\n');
  const asksService = check.needs.some(isProbeName);
  const isOfService = asksService || check.targetParameter !== undefined;
  const judgesObjects = asksService && !check.needs.every(isProbeName);
  const path = isOfService ? ['services', EXAMPLE_SERVICE, 'checks', check.name] : ['checks', check.name];
  const keys = path.map((key, depth) => `${INDENT.repeat(depth)}${key}:`);
  if (judgesObjects) keys.splice(2, 0, `${INDENT.repeat(2)}workloads: { selector: app=${EXAMPLE_SERVICE} }`);
  return [...keys, ...lines.map((line) => INDENT.repeat(path.length) + line)].map((line) => `${line}\n`).join('');
};

const INDENT = '  ';

/** What can be set and has a value anyway; the severity where there is nothing of the kind. */
const defaultLines = (check: CheckMetadata): string => {
  const settable = describeParameters(check).filter(({ required, default: value }) => required || isPlain(value));
  const lines = settable.map(
    ({ name, type, default: value }) => `${name}: ${value === undefined ? `<${type}>` : value}`,
  );
  return [`severity: ${check.severity}`, ...lines].join('\n');
};

const isPlain = (value: Json | undefined): boolean => ['number', 'boolean', 'string'].includes(typeof value);
