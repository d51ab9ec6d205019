import { type InstrumentName, metricInstruments } from '../telemetry/metrics/instruments.ts';
import { labelName, prometheusName } from '../telemetry/metrics/prometheus-text.ts';

/**
 * How Prometheus has named what came by OTLP: `underscores` is its default (and what a Pushgateway holds), `dots` is
 * `translation_strategy: NoUTF8EscapingWithSuffixes`, which keeps the names of OpenTelemetry.
 */
export const nameStyles = ['underscores', 'dots'] as const;
export type NameStyle = (typeof nameStyles)[number];

/** Matchers of a selector: attribute, operator and value, such as `['check.state', '=~', 'failure|timeout']`. */
export type LabelMatcher = readonly [attribute: string, operator: '=' | '=~' | '!=', value: string];

/** Instruments and attributes as PromQL writes them in one of the styles. */
export interface QueryNames {
  /** The label as Grafana knows the field: without quotes. */
  readonly field: (attribute: string) => string;
  /** The label as it stands in `by (...)`. */
  readonly label: (attribute: string) => string;
  /** A vector selector. */
  readonly select: (instrument: InstrumentName, matchers?: readonly LabelMatcher[]) => string;
}

const formatMatchers = (label: QueryNames['label'], matchers: readonly LabelMatcher[]): readonly string[] =>
  matchers.map(([attribute, operator, value]) => `${label(attribute)}${operator}"${value}"`);

const quoteDotted = (attribute: string): string => (attribute.includes('.') ? `"${attribute}"` : attribute);

/** The names of one style. */
export const queryNamesOf = (style: NameStyle): QueryNames =>
  style === 'underscores'
    ? {
        field: labelName,
        label: labelName,
        select: (instrument, matchers = []) =>
          `${prometheusName(instrument)}{${formatMatchers(labelName, matchers).join(', ')}}`,
      }
    : {
        field: (attribute) => attribute,
        label: quoteDotted,
        select: (instrument, matchers = []) => {
          const suffix = metricInstruments[instrument].unit === 's' ? '_seconds' : '';
          return `{${[`"${instrument}${suffix}"`, ...formatMatchers(quoteDotted, matchers)].join(', ')}}`;
        },
      };
