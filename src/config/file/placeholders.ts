import type { ConfigPath } from './source-position.ts';

/** The beginning of `${NAME}`, unless a dollar sign or a backslash before it says that it is meant as it stands. */
const VARIABLE = /(?<![$\\])\$\{\s*([A-Za-z_][\w.]*)/;
const ESCAPED_VARIABLE = /\$\$\{(?=\s*[A-Za-z_])/g;

/** A value that is asked for: nothing in it is a pattern or a program. */
const ADDRESS_KEY = /^(?:host|url|urls|proxy|nodes|resolvers?|servers?|address)$/i;
const WHOLE_PLACEHOLDER = /^\$[A-Za-z_]\w*$|\{\{|\$\(/;

/** Programs and what they read have variables of their own, and so do the steps of `http-steps` and `async-job`. */
const OWN_VARIABLES: readonly PropertyKey[] = [
  'argv',
  'stdin',
  'steps',
  'submit',
  'poll',
  'result',
  'cleanup',
  'leftovers',
];

/** Why a text of the configuration holds what other programs replace, undefined when it does not. */
export const placeholderProblem = (text: string, path: ConfigPath): string | undefined => {
  if (path.some((step) => OWN_VARIABLES.includes(step))) return undefined;
  const name = VARIABLE.exec(text)?.[1];
  if (name !== undefined)
    return `\${${name}} is not replaced: kavmon takes values from the environment by { env: NAME }; write $\${${name}} for the text itself`;
  if (!isAddress(text, path) || !WHOLE_PLACEHOLDER.test(text)) return undefined;
  const what = /^\$\w+$/.test(text) ? text : 'a placeholder ({{ }}, $( ))';
  return `${what} is not replaced: kavmon takes values from the environment by { env: NAME }`;
};

const isAddress = (text: string, path: ConfigPath): boolean => {
  const key = path.findLast((step) => typeof step === 'string');
  return ADDRESS_KEY.test(String(key)) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
};

/** The text that is meant: `$${NAME}` stands for `${NAME}`, except where variables are replaced later. */
export const unescapePlaceholders = (text: string, path: ConfigPath): string =>
  path.some((step) => OWN_VARIABLES.includes(step)) ? text : text.replace(ESCAPED_VARIABLE, '${');
