import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { reportJsonSchema } from '../../src/model/report-schema.ts';
import type { Report } from '../../src/model/result.ts';
import { renderJson } from '../../src/report/formats/json.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { fullReport, reportOf } from '../report/sample-report.ts';

const compileValidator = () =>
  new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(reportJsonSchema());

const printedReport = (report: Report): Record<string, unknown> => JSON.parse(renderJson(report, fileRenderOptions));

/** Paths of the value that the schema says nothing of. */
const undescribedPaths = (
  value: unknown,
  schema: Record<string, unknown>,
  root: Record<string, unknown>,
  path = '',
): string[] => {
  const at = resolveReference(schema, root);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => undescribedPaths(item, (at.items ?? {}) as never, root, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const properties = at.properties as Record<string, Record<string, unknown>> | undefined;
  if (properties === undefined) return 'additionalProperties' in at ? [] : [path];
  return Object.entries(value).flatMap(([key, item]) => {
    const property = properties[key];
    return property === undefined ? [`${path}/${key}`] : undescribedPaths(item, property, root, `${path}/${key}`);
  });
};

const resolveReference = (schema: Record<string, unknown>, root: Record<string, unknown>): Record<string, unknown> => {
  const options = schema.anyOf as Record<string, unknown>[] | undefined;
  const one = options?.find(({ type }) => type !== 'null') ?? schema;
  const reference = one.$ref as string | undefined;
  if (reference === undefined) return one;
  const name = reference.replace('#/$defs/', '');
  return (root.$defs as Record<string, Record<string, unknown>>)[name] as Record<string, unknown>;
};

describe('the published schema of the report', () => {
  it('is the file in the repository (vitest -u writes it)', async () => {
    await expect(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../schemas/report.schema.json',
    );
  });

  it.each([
    ['everything', fullReport],
    ['nothing', reportOf([])],
  ])('takes a report of %s', (_what, report) => {
    const validate = compileValidator();
    validate(printedReport(report));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('describes every field of a report', () => {
    const schema = reportJsonSchema() as Record<string, unknown>;
    expect(undescribedPaths(printedReport(fullReport), schema, schema)).toEqual([]);
  });

  it('allows fields that are added later', () => {
    const validate = compileValidator();
    expect(validate({ ...printedReport(fullReport), later: 1 })).toBe(true);
  });

  it.each(Object.keys(fullReport))('refuses a report without %s', (field) => {
    const { [field]: _, ...rest } = printedReport(fullReport);
    expect(compileValidator()(rest)).toBe(false);
  });

  it('refuses an unknown status', () => {
    const report = printedReport(fullReport) as { results: { status: string }[] };
    for (const result of report.results) result.status = 'fine';
    expect(compileValidator()(report)).toBe(false);
  });
});
