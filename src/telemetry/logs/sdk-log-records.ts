import { type Attributes, SeverityNumber, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { hrTimeOf } from '../hr-time.ts';
import { INSTRUMENTATION_SCOPE } from '../instrumentation-scope.ts';
import type { SdkLogRecord } from '../otlp/exporters.ts';
import type { RecordedEvent } from './log-recorder.ts';

/** The events as the SDK's exporters take them: fields are attributes, documents are maps, the trace is that of the record. */
export const sdkLogRecordsOf = (events: readonly RecordedEvent[], resource: Resource): SdkLogRecord[] =>
  events.map(({ time, level, message, fields: { trace_id: traceId, span_id: spanId, ...fields }, document }) => ({
    hrTime: hrTimeOf(time),
    hrTimeObserved: hrTimeOf(time),
    severityNumber: SEVERITY_NUMBERS[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: { ...fields, ...(document === undefined ? {} : { [document.field]: document.value }) } as Attributes,
    ...(typeof traceId === 'string' && typeof spanId === 'string'
      ? { spanContext: { traceId, spanId, traceFlags: TraceFlags.SAMPLED } }
      : {}),
    resource,
    instrumentationScope: INSTRUMENTATION_SCOPE,
    droppedAttributesCount: 0,
  }));

const SEVERITY_NUMBERS: Readonly<Record<RecordedEvent['level'], SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warning: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  critical: SeverityNumber.FATAL,
};
