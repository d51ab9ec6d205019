/** Labels for every metric; `warning` when the environment variable is ignored. */
export interface MetricLabels {
  readonly labels: Readonly<Record<string, string>>;
  readonly warning?: string;
}

/**
 * The labels of the configuration, overridden by those of an environment variable: a JSON object, as in the original Kavmon.
 * Numbers and booleans become strings; with any other value the variable is ignored as a whole.
 */
export const readMetricLabels = (
  configured: Readonly<Record<string, string>>,
  variable: 'AM_OTEL_LABELS' | 'AM_PUSHGATEWAY_LABELS',
  env: NodeJS.ProcessEnv,
): MetricLabels => {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return { labels: configured };
  const own = parseLabels(text);
  if (own !== undefined) return { labels: { ...configured, ...own } };
  return {
    labels: configured,
    warning: `${variable} is ignored: it is not a JSON object of strings such as {"team":"core"}`,
  };
};

const parseLabels = (text: string): Record<string, string> | undefined => {
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
