/** From here on doubles leave numbers out: other digits may be meant than those that are kept. */
const LIMIT = 2 ** 53;

/**
 * The order of two finite numbers by their decimal digits: negative, 0 or positive. Below 2^53 they are compared as doubles,
 * since programs print 0.1 in several ways; from there on exactly, as doubles would make different integers equal.
 */
export const orderNumbers = (one: string, other: string): number => {
  const [a, b] = [Number(one), Number(other)];
  if (a !== b) return a < b ? -1 : 1;
  if (Math.abs(a) < LIMIT) return 0;
  return Math.sign(a) * orderMagnitudes(splitDecimal(one), splitDecimal(other));
};

/** Whether a double keeps the number that these digits mean, or is a usual approximation of a fraction. */
export const isKeptExactly = (digits: string): boolean => {
  const number = Number(digits);
  return Math.abs(number) < LIMIT || (Number.isFinite(number) && orderNumbers(digits, String(number)) === 0);
};

/** A text that is the same for the same number, and another one for any other. */
export const numberKey = (digits: string): string => {
  const number = Number(digits);
  if (Math.abs(number) < LIMIT) return String(number);
  const { significant, exponent } = splitDecimal(digits);
  return `${number < 0 ? '-' : ''}${significant}e${exponent}`;
};

/** 0.SIGNIFICANT times ten to the EXPONENT. */
interface DecimalParts {
  readonly significant: string;
  readonly exponent: number;
}

const splitDecimal = (text: string): DecimalParts => {
  const [, whole = '', fraction = '', power = '0'] =
    /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? [];
  const digits = `${whole}${fraction}`;
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  return { significant: digits.slice(zeros).replace(/0+$/, ''), exponent: whole.length - zeros + Number(power) };
};

const orderMagnitudes = (one: DecimalParts, other: DecimalParts): number => {
  if (one.exponent !== other.exponent) return one.exponent < other.exponent ? -1 : 1;
  if (one.significant === other.significant) return 0;
  return one.significant < other.significant ? -1 : 1;
};
