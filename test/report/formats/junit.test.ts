import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { runProcess } from '../../support/run-process.ts';
import { fullReport } from '../sample-report.ts';
import { sampleReports } from '../sample-reports.ts';

const junitSchema = fileURLToPath(new URL('../../fixtures/junit.xsd', import.meta.url));
const validateXml = (text: string) =>
  runProcess('xmllint', ['--nonet', '--noout', '--schema', junitSchema, '-'], { stdin: text });

const describeXml = await describeWithPackages('libxml2-utils');
describeXml('junit', () => {
  it.each(sampleReports)('is valid XML by the schema, of %s', async (_what, report) => {
    const answer = await validateXml(renderJunit(report, fileRenderOptions));
    expect(answer.stderr).toContain('validates');
    expect(answer.code).toBe(0);
  });

  it('has a schema that refuses what is wrong', async () => {
    expect(
      (await validateXml(renderJunit(fullReport, fileRenderOptions).replace(' failures=', ' broken='))).code,
    ).not.toBe(0);
  });
});

describe('junit', () => {
  it('distinguishes unhealthy, not evaluated and skipped', () => {
    const text = renderJunit(fullReport, fileRenderOptions);
    const count = (pattern: RegExp) => text.match(pattern)?.length;
    expect([count(/<failure /g), count(/<error /g), count(/<skipped /g)]).toEqual([5, 1, 1]);
    expect(text).toContain('<testsuites name="kavmon" tests="9" failures="5" errors="1" skipped="1" time="4.500">');
  });
});
