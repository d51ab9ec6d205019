/** Amounts by resource (`cpu`, `memory`, `pods`), as the API writes them. */
export type Quantities = { readonly [resource: string]: string };

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** The number that a quantity of the API stands for (`100m`, `1.5Gi`, `2e3`); undefined when the text is none. */
export const parseQuantity = (text: string | undefined): number | undefined => {
  const match = PATTERN.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(digits + exponent) * (SUFFIXES[suffix] ?? 1);
};

const UNITS = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;

/** Bytes as the API writes them, rounded: `20Mi`, `1.5Gi`. */
export const formatBytes = (bytes: number): string => {
  const unit = UNITS.find((name) => bytes >= (SUFFIXES[name] as number)) ?? '';
  return `${Number((bytes / (SUFFIXES[unit] as number)).toFixed(1))}${unit}`;
};
