import { describe, expect, it } from 'vitest';
import { openTraceContext, spanIdOf, traceHeaders } from '../../src/process/trace-context.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('openTraceContext', () => {
  it('begins a sampled trace of its own without TRACEPARENT', () => {
    const { trace, warning } = openTraceContext({ TRACEPARENT: ' ' });
    expect(trace).toEqual({
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
      spanId: expect.stringMatching(/^[\da-f]{16}$/),
      sampled: true,
    });
    expect(warning).toBeUndefined();
    expect(openTraceContext({}).trace.traceId).not.toBe(trace.traceId);
  });

  it.each([
    [`00-${TRACE_ID}-${PARENT}-01`, true],
    [`00-${TRACE_ID}-${PARENT}-00`, false],
    [`00-${TRACE_ID}-${PARENT}-03`, true],
    [`cc-${TRACE_ID}-${PARENT}-01-what-a-later-version-adds`, true],
  ])('continues %s', (text, sampled) => {
    const { trace, warning } = openTraceContext({ TRACEPARENT: text, TRACESTATE: 'vendor=1' });
    expect(trace).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT, sampled, state: 'vendor=1' });
    expect(trace.spanId).not.toBe(PARENT);
    expect(warning).toBeUndefined();
  });

  it.each([
    TRACE_ID,
    `00-${TRACE_ID}-${PARENT}`,
    `00-${TRACE_ID}-${PARENT}-01-more`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-${PARENT}-01`,
    `00-${TRACE_ID.toUpperCase()}-${PARENT}-01`,
  ])('begins a trace of its own where TRACEPARENT is malformed, and warns: %s', (text) => {
    const { trace, warning } = openTraceContext({ TRACEPARENT: text, TRACESTATE: 'vendor=1' });
    expect(trace.traceId).not.toBe(TRACE_ID);
    expect(trace).not.toHaveProperty('parentSpanId');
    expect(trace).not.toHaveProperty('state');
    expect(warning).toMatch(/^TRACEPARENT is ignored/);
  });
});

it('spanIdOf is the same for the same names in one run, and another in every other', () => {
  const { trace } = openTraceContext({});
  const id = spanIdOf(trace, 'shop/front-page', 1);
  expect(id).toMatch(/^[\da-f]{16}$/);
  expect(spanIdOf(trace, 'shop/front-page', 1)).toBe(id);
  expect(spanIdOf(trace, 'shop/front-page', 2)).not.toBe(id);
  expect(spanIdOf(openTraceContext({}).trace, 'shop/front-page', 1)).not.toBe(id);
});

it('traceHeaders hand trace, span, decision and state on', () => {
  const { trace } = openTraceContext({ TRACEPARENT: `00-${TRACE_ID}-${PARENT}-00`, TRACESTATE: 'vendor=1' });
  expect(traceHeaders(trace, 'b7ad6b7169203331')).toEqual({
    traceparent: `00-${TRACE_ID}-b7ad6b7169203331-00`,
    tracestate: 'vendor=1',
  });
});
