import { describe, expect, it } from 'vitest';
import { mayTakeEffect } from '../../../src/commands/drill/drill-objects.ts';
import { ApiFailure, type FailureKind } from '../../../src/kubernetes/api/failure.ts';

describe('an object that was asked for', () => {
  it.each(['network', 'silent', 'slow', 'broken', 'ended'] as const)('may still be made after "%s"', (kind) => {
    expect(mayTakeEffect(new ApiFailure(kind, 'no answer'))).toBe(true);
  });

  it.each([500, 503, 504])('may still be made after status %s', (status) => {
    expect(mayTakeEffect(new ApiFailure('status', 'no', { status }))).toBe(true);
  });

  it.each([400, 403, 409, 422, 429])('is not made after status %s', (status) => {
    expect(mayTakeEffect(new ApiFailure('status', 'no', { status }))).toBe(false);
  });

  it.each<FailureKind>(['refused', 'dns', 'connect', 'handshake', 'untrusted', 'credentials'])(
    'is not made after "%s": nothing was sent',
    (kind) => {
      expect(mayTakeEffect(new ApiFailure(kind, 'not sent'))).toBe(false);
    },
  );
});
