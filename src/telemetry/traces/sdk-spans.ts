import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { TraceContext } from '../../process/trace-context.ts';
import { hrTimeOf } from '../hr-time.ts';
import { INSTRUMENTATION_SCOPE } from '../instrumentation-scope.ts';
import type { SdkSpan } from '../otlp/exporters.ts';
import type { RunSpan } from './spans-of-report.ts';

/** The spans as the SDK's exporters take them. They are over when they are made, so no tracer has to keep them. */
export const sdkSpansOf = (spans: readonly RunSpan[], { traceId }: TraceContext, resource: Resource): SdkSpan[] => {
  const contextOf = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  return spans.map(({ name, spanId, parentSpanId, client, start, end, attributes, error }) => ({
    name,
    kind: client ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => contextOf(spanId),
    ...(parentSpanId === undefined ? {} : { parentSpanContext: contextOf(parentSpanId) }),
    startTime: hrTimeOf(start),
    endTime: hrTimeOf(end),
    duration: hrTimeOf(end - start),
    status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: INSTRUMENTATION_SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }));
};
