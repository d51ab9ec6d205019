import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { parseOutput, parseOutputs } from '../../../src/report/output/destinations.ts';

describe('-o', () => {
  it.each([
    ['table', { format: 'table' }],
    ['json=-', { format: 'json' }],
    ['JSON=out.json', { format: 'json', path: 'out.json' }],
    ['junit=a=b.xml', { format: 'junit', path: 'a=b.xml' }],
  ])('%s', (text, expected) => {
    expect(parseOutput(text)).toEqual(expected);
  });

  it.each([
    ['jsn', /"jsn": did you mean "json"\? known: table, json, junit/],
    ['', /unknown output format ""/],
    ['json=', /json has "=" but no path/],
    ['=x', /unknown output format ""/],
  ])('refuses %s', (text, message) => {
    expect(() => parseOutput(text)).toThrow(message);
    expect(() => parseOutput(text)).toThrow(UsageError);
  });

  it.each([
    [['json', 'table'], /json and table both go to standard output/],
    [['json=x', 'tap=./x'], /json and tap both go to .\/x/],
  ])('refuses two documents in one place: %j', (texts, message) => {
    expect(() => parseOutputs(texts)).toThrow(message);
  });

  it('takes several', () => {
    expect(parseOutputs(['table', 'json=a', 'junit=b'])).toHaveLength(3);
  });
});
