import { describe, expect, it } from 'vitest';
import { indexedFields, logMappings } from '../../../src/docs/elk/mappings.ts';
import { logEventDescriptions, RUN_FIELDS } from '../../../src/docs/log-events.ts';
import { mappingAt, mappingPaths } from './mapping-paths.ts';

const tableFields = [...RUN_FIELDS, ...logEventDescriptions.flatMap(({ fields }) => fields)];

describe.each(['elasticsearch', 'opensearch'] as const)('the mappings for %s', (engine) => {
  const mappings = logMappings(engine);

  it('have every field of every event, and of the run', () => {
    const document = engine === 'opensearch' ? 'flat_object' : 'flattened';
    const types: Readonly<Record<string, string>> = { integer: 'long', float: 'double', document };
    for (const [path, type] of tableFields)
      expect(mappingAt(mappings, `kavmon.${path}`)?.type, path).toBe(types[type] ?? type);
  });

  it('give each name of the original Kavmon to a field that is there', () => {
    const aliases = mappingPaths(mappings).filter((path) => mappingAt(mappings, path)?.type === 'alias');
    expect(aliases).toEqual(expect.arrayContaining(['@message', '@fields.health_check', '@fields.kavmon.run']));
    for (const path of aliases) expect(mappingPaths(mappings)).toContain(mappingAt(mappings, path)?.path);
  });

  it('add no field for what a shipper or a later version brings', () => {
    expect(mappings).toMatchObject({ dynamic: false });
    expect(JSON.stringify(mappings).match(/"dynamic"/g)).toHaveLength(1);
  });
});

describe('the fields of events', () => {
  it('have one type each, whatever the event', () => {
    for (const [path, type] of indexedFields)
      expect(
        new Set(tableFields.filter(([name]) => name === path).map(([, each]) => each)).size,
        `${path}: ${type}`,
      ).toBeLessThan(2);
  });
});
