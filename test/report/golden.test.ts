import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { rendererLoaders } from '../../src/report/formats/index.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { fullReport, reportOf, resultOf, SAMPLE_SECRET } from './sample-report.ts';

const goldenRedactor = createRedactor();
goldenRedactor.register(SAMPLE_SECRET);

const healthyReport = reportOf([resultOf('ok')], {
  run: { ...reportOf([]).run, cluster: null, namespaces: null, shard: null, exitCode: 0 },
});

const hideNodeVersion = (text: string): string => text.replaceAll(process.versions.node, 'NODE');

/** `npx vitest run -u test/report/golden.test.ts` writes them; look at the difference before you commit it. */
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
