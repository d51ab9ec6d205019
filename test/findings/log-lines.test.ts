import { describe, expect, it } from 'vitest';
import { formatLogLine } from '../../src/findings/log-lines.ts';
import { findLikelyCause } from '../../src/findings/log-signatures.ts';

describe('spoken', () => {
  it.each([
    ['fatal: DSN is not set', 'fatal: DSN is not set'],
    [
      '{"time":1,"level":"ERROR","msg":"cannot start","err":"dial tcp: connection refused"}',
      'ERROR: cannot start: dial tcp: connection refused',
    ],
    ['{"level":50,"msg":"boom","err":{"type":"Error","message":"ENOENT: x","stack":"..."}}', 'boom: ENOENT: x'],
    ['{"@message":"Kavmon starting","@fields":{"levelname":"INFO"}}', 'Kavmon starting'],
    ['{"error":"boom","message":"boom"}', 'boom'],
    ['{"code":3,"message":""}', '{"code":3,"message":""}'],
    ['{"message":{"message":{"a":1}}}', '{"message":{"message":{"a":1}}}'],
    ['{"message":"broken off', '{"message":"broken off'],
    ['[1]', '[1]'],
    ['', ''],
  ])('of %s is %s', (line, said) => {
    expect(formatLogLine(line)).toBe(said);
  });

  it('leaves out fields whose words would be taken for a cause', () => {
    expect(findLikelyCause([formatLogLine('{"message":"bye","caller":"permission denied"}')])).toBeUndefined();
  });
});
