/** `${name}`; `$${name}` is the text itself. */
const VARIABLE = /(\$?)\$\{([^}]*)\}/g;

/** The names that a text has in `${name}`, in their order. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(VARIABLE)].flatMap(([, dollar, name = '']) => (dollar === '$' ? [] : [name.trim()]));

export const hasVariables = (text: string): boolean => variablesIn(text).length > 0;

/** The text with each `${name}` replaced; `before` is what stands in front of it, already replaced. */
export const fillTemplate = (text: string, replace: (name: string, before: string) => string): string => {
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, dollar, name = ''] = match;
    filled += text.slice(end, match.index);
    filled += dollar === '$' ? whole.slice(1) : replace(name.trim(), filled);
    end = match.index + whole.length;
  }
  return filled + text.slice(end);
};
