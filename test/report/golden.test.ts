import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { rendererLoaders } from '../../src/report/formats/index.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { reportOfSize } from '../support/report-of-size.ts';
import { fullReport, reportOf, resultOf, SAMPLE_SECRET } from './sample-report.ts';

const goldenRedactor = createRedactor();
goldenRedactor.register(SAMPLE_SECRET);

const healthyReport = reportOf([resultOf('ok')], {
  run: { ...reportOf([]).run, cluster: null, namespaces: null, shard: null, exitCode: 0 },
});

const hideNodeVersion = (text: string): string => text.replaceAll(process.versions.node, 'NODE');

/** A long document as its length, its digest, its first and last lines, each cut: small enough to be looked at. */
const digestOf = (text: string): string => {
  const lines = text.split('\n').map((line) => line.slice(0, 200));
  const digest = createHash('sha256').update(text).digest('hex');
  return [`${lines.length} lines, sha256 ${digest}`, ...lines.slice(0, 40), '[...]', ...lines.slice(-40)].join('\n');
};

/** `npx vitest run test/report/golden.test.ts --update` writes them; look at the difference before you commit it. */
describe.each(Object.entries(rendererLoaders))('the output %s', (format, load) => {
  it('of a run with everything in it', async () => {
    const text = (await load())(goldenRedactor.json(fullReport), fileRenderOptions);
    await expect(hideNodeVersion(text)).toMatchFileSnapshot(`golden/full.${format}.snap`);
  });

  it('of a healthy run', async () => {
    const text = (await load())(healthyReport, fileRenderOptions);
    await expect(hideNodeVersion(text)).toMatchFileSnapshot(`golden/healthy.${format}.snap`);
  });

  it('ends with one line feed, also when nothing ran', async () => {
    expect((await load())(reportOf([]), fileRenderOptions)).toMatch(/\S\n$/);
  });

  it('has nothing in it that would act on a terminal', async () => {
    const text = (await load())(goldenRedactor.json(fullReport), fileRenderOptions);
    // JSON escapes a control as six printable characters.
    expect(text).not.toMatch(/(?![\n])\p{Cc}/u);
    expect(text.isWellFormed()).toBe(true);
  });
});

/** Every format as in a file, and the table as on terminals. */
const documents = [
  ...Object.entries(rendererLoaders).map(([format, load]) => [format, load, fileRenderOptions] as const),
  ['table-80x24', rendererLoaders.table, { ...fileRenderOptions, width: 80, rows: 24 }],
  ['table-160x50', rendererLoaders.table, { ...fileRenderOptions, width: 160, rows: 50 }],
] as const;

const reports = new Map([0, 1, 36, 5000].map((size) => [size, reportOfSize(size)]));

const reportWith = (size: number): Report => reports.get(size) as Report;

describe.each(documents)('the document %s', (name, load, options) => {
  it.each([0, 1, 36])('of a run with %i results', async (size) => {
    const text = (await load())(reportWith(size), options);
    await expect(hideNodeVersion(text)).toMatchFileSnapshot(`golden/size-${size}.${name}.snap`);
  });

  it('of a run with 5000 results', async () => {
    const text = (await load())(reportWith(5000), options);
    await expect(digestOf(hideNodeVersion(text))).toMatchFileSnapshot(`golden/size-5000.${name}.snap`);
  });
});
