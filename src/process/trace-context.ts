/** The trace that a run belongs to (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The span of the run, 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span of what started the run; undefined when the trace begins with the run. */
  readonly parentSpanId?: string;
  /** False: whoever started the run keeps no spans of this trace, so none are sent. */
  readonly sampled: boolean;
  /** `TRACESTATE`, handed on as it came. */
  readonly state?: string;
}

/** Loaded when there is a trace, in threads and processes too. */
const nodeCrypto = () => process.getBuiltinModule('node:crypto');

/**
 * Continues the trace of TRACEPARENT and TRACESTATE (the OpenTelemetry specification, "Environment variables as context
 * propagation carriers"), or begins one. `warning` is set when TRACEPARENT is malformed: a new trace begins then, as the
 * standard demands.
 */
export const openTraceContext = (env: NodeJS.ProcessEnv): { trace: TraceContext; warning?: string } => {
  const spanId = nodeCrypto().randomBytes(8).toString('hex');
  const given = env.TRACEPARENT?.trim() ?? '';
  const parent = parseTraceparent(given);
  if (parent === undefined) {
    const trace = { traceId: nodeCrypto().randomBytes(16).toString('hex'), spanId, sampled: true };
    return given === '' ? { trace } : { trace, warning: 'TRACEPARENT is ignored: it is no traceparent of W3C' };
  }
  const state = env.TRACESTATE?.trim() ?? '';
  return { trace: { ...parent, spanId, ...(state === '' ? {} : { state }) } };
};

const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<parentSpanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?<rest>-.*)?$/;

const parseTraceparent = (text: string): Pick<TraceContext, 'traceId' | 'parentSpanId' | 'sampled'> | undefined => {
  const { traceId = '', parentSpanId = '', flags = '', rest } = TRACEPARENT.exec(text)?.groups ?? {};
  const isZero = /^0*$/.test(traceId) || /^0*$/.test(parentSpanId);
  // Only a later version than 00 may have more fields.
  if (isZero || (rest !== undefined && text.startsWith('00'))) return undefined;
  return { traceId, parentSpanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
};

/**
 * The id of a span below the run's, by its names from outer to inner: the same wherever it is asked for, so that threads and
 * log lines need no word from each other. 16 hexadecimal digits.
 */
export const spanIdOf = ({ spanId }: Pick<TraceContext, 'spanId'>, ...names: readonly (string | number)[]): string =>
  nodeCrypto()
    .createHash('sha256')
    .update([spanId, ...names].join('\0'))
    .digest('hex')
    .slice(0, 16);

/** The headers that hand the trace on, from this span. */
export const traceHeaders = ({ traceId, sampled, state }: TraceContext, spanId: string): Record<string, string> => ({
  traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
  ...(state === undefined ? {} : { tracestate: state }),
});
