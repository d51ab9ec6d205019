/** Labels for every metric, and what is wrong with the variable that gives some of them. */
export interface Labels {
  readonly labels: Readonly<Record<string, string>>;
  readonly warning?: string;
}

/**
 * The labels of the configuration and, over them, those of a variable: a JSON object in one string, as the original
 * takes it. Numbers and booleans become text; anything else in it makes it ignored as a whole.
 */
export const labelsOf = (
  configured: Readonly<Record<string, string>>,
  variable: 'AM_OTEL_LABELS' | 'AM_PUSHGATEWAY_LABELS',
  env: NodeJS.ProcessEnv,
): Labels => {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return { labels: configured };
  const own = parse(text);
  if (own !== undefined) return { labels: { ...configured, ...own } };
  return {
    labels: configured,
    warning: `${variable} is ignored: it is no JSON object of texts, as {"team":"core"}`,
  };
};

const parse = (text: string): Record<string, string> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    return entries.every(([, label]) => ['string', 'number', 'boolean'].includes(typeof label))
      ? Object.fromEntries(entries.map(([name, label]) => [name, String(label)]))
      : undefined;
  } catch {
    return undefined;
  }
};
