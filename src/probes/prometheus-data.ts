import { ProbeError } from '../model/errors.ts';

/** A sample: seconds since the epoch, and a value that may be NaN or infinite. */
export type PrometheusSample = readonly [time: number, value: number];

export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** At least one; of an instant query exactly one. */
  readonly samples: readonly PrometheusSample[];
}

export interface PrometheusData {
  /** A scalar is one series without labels. */
  readonly series: readonly PrometheusSeries[];
  /** Why the answer may not be whole; nothing may be green by it then. */
  readonly warnings: readonly string[];
  /** What the server says about the query. */
  readonly infos: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** The data of a successful answer of the API. Throws ProbeError that is undecided. */
export const readPrometheusData = (document: Mapping, url: string): PrometheusData => {
  try {
    const { resultType, result } = readMapping(document.data);
    const isPartial = document.isPartial === true || document.partial === true;
    return {
      series: readSeries(resultType, result),
      warnings: [...(isPartial ? ['the answer is partial'] : []), ...readTexts(document.warnings)],
      infos: readTexts(document.infos),
    };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ProbeError(error.isByQuery ? 'config' : 'protocol', `${url}: ${error.message}`, { undecided: true });
  }
};

class ShapeError extends Error {
  /** Whether another query would be answered otherwise. */
  readonly isByQuery: boolean;

  constructor(message: string, isByQuery = false) {
    super(message);
    this.isByQuery = isByQuery;
  }
}

const NO_SHAPE = 'the answer is not of the shape that the Prometheus API has';

const readSeries = (type: unknown, result: unknown): readonly PrometheusSeries[] => {
  if (type === 'scalar') return [{ labels: {}, samples: [readSample(result)] }];
  if (type === 'string') throw new ShapeError('the query answers with a text, not with numbers', true);
  if (type !== 'vector' && type !== 'matrix') throw new ShapeError(NO_SHAPE);
  return readList(result).map((item) => {
    const { metric, value, values, histogram, histograms } = readMapping(item);
    if (histogram !== undefined || histograms !== undefined)
      throw new ShapeError('the query answers with histograms: take histogram_quantile or histogram_count', true);
    const samples = type === 'vector' ? [readSample(value)] : readList(values).map(readSample);
    if (samples.length === 0) throw new ShapeError(NO_SHAPE);
    return { labels: readLabels(metric), samples };
  });
};

const readMapping = (value: unknown): Mapping => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(NO_SHAPE);
  return { ...value };
};

const readList = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new ShapeError(NO_SHAPE);
  return value;
};

const readLabels = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(readMapping(value)).map(([name, text]) => [name, `${text}`]));

const VALUE_WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

const readSample = (value: unknown): PrometheusSample => {
  const [time, text] = readList(value);
  if (typeof time !== 'number' || typeof text !== 'string' || text.trim() === '') throw new ShapeError(NO_SHAPE);
  const number = Object.hasOwn(VALUE_WORDS, text) ? (VALUE_WORDS[text] as number) : Number(text);
  if (Number.isNaN(number) && text !== 'NaN') throw new ShapeError(NO_SHAPE);
  return [time, number];
};

/** Absent: none. Anything that is there and is no list counts, as it may be a warning. */
const readTexts = (value: unknown): readonly string[] => {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((text) => `${text}`.slice(0, 300));
};
