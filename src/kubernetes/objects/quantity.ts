/** Amounts by resource (`cpu`, `memory`, `pods`), as the API writes them. */
export type Quantities = { readonly [resource: string]: string };

const SUFFIX_FACTORS: Readonly<Record<string, number>> = {
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

const QUANTITY_PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** Parses a quantity of the API (`100m`, `1.5Gi`, `2e3`) to a number; undefined when it is invalid. */
export const parseQuantity = (text: string | undefined): number | undefined => {
  const match = QUANTITY_PATTERN.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(digits + exponent) * (SUFFIX_FACTORS[suffix] ?? 1);
};

const BYTE_UNITS = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;

/** Formats bytes as the API writes them, with one decimal at most: `20Mi`, `1.5Gi`. */
export const formatBytes = (bytes: number): string => {
  const unit = BYTE_UNITS.find((name) => bytes >= (SUFFIX_FACTORS[name] as number)) ?? '';
  return `${Number((bytes / (SUFFIX_FACTORS[unit] as number)).toFixed(1))}${unit}`;
};
