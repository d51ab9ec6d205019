import { expect, it } from 'vitest';
import httpEndpoint from '../../checks/endpoint/http-endpoint.ts';
import { compareSchema } from '../../src/expectations/json-schema.ts';
import { formatProblem } from '../../src/expectations/schema-formats.ts';

it.each([
  ['date-time', '2026-11-27T01:02:03Z', 'yesterday'],
  ['date', '2026-02-28', '2026-02-30'],
  ['time', '01:02:03Z', '25:00:00Z'],
  ['uri', 'https://example.com/x', 'no uri'],
  ['email', 'ann@example.com', 'ann'],
  ['ipv4', '192.0.2.1', '192.0.2.256'],
  ['ipv6', '2001:db8::1', '2001:db8::1::2'],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123e4567'],
  ['hostname', 'db.example', 'db..example'],
])('the format %s is asserted', async (format, good, bad) => {
  for (const $schema of [undefined, 'http://json-schema.org/draft-07/schema#']) {
    const schema = { ...($schema === undefined ? {} : { $schema }), properties: { at: { type: 'string', format } } };
    expect(await compareSchema({ at: good }, schema)).toMatchObject({ status: 'pass' });
    expect(await compareSchema({ at: bad }, schema)).toMatchObject({ status: 'fail', reason: 'assertion' });
  }
});

it('an unknown format is refused by name, with the nearest one, before and while a check runs', async () => {
  const schema = { properties: { at: { format: 'datetime' } } };
  const message = 'the format "datetime" of the JSON Schema is not known: did you mean "date-time"?';
  expect(formatProblem(schema)).toBe(message);
  const parsed = httpEndpoint.params.safeParse({ url: 'http://x', schema });
  expect(parsed.error?.issues).toMatchObject([{ path: ['schema'], message }]);
  await expect(compareSchema({}, schema)).rejects.toMatchObject({ reason: 'config', message });
});

it('a property or a value that is named format is no format', () => {
  const schema = { properties: { format: { const: 'x' } }, enum: [{ format: 'nosuch' }], required: ['format'] };
  expect(formatProblem(schema)).toBeUndefined();
});
