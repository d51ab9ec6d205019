import axe from 'axe-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { type Browser, startChromium } from '../../support/chromium.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { reportOfSize } from '../../support/report-of-size.ts';
import { fullReport } from '../sample-report.ts';

const describeChromium = await describeWithPackages('chromium');

const WIDTHS = { desktop: 1280, phone: 360 };

/** Everything opened and laid out: what is folded is not looked at. */
const FIND_VIOLATIONS = `(async () => {
  await new Promise((resolve) => document.readyState === 'complete' ? resolve() : addEventListener('load', resolve));
  document.body.append(Object.assign(document.createElement('style'), { textContent: '* { content-visibility: visible !important; }' }));
  for (const details of document.querySelectorAll('details')) details.open = true;
  const { violations, passes } = await axe.run(document);
  const [{ scrollWidth }, isDark] = [document.documentElement, matchMedia('(prefers-color-scheme: dark)').matches];
  return { passes: passes.length, isTooWide: scrollWidth > innerWidth, isDark, violations: violations.map(({ id, impact, nodes }) => id + ' (' + impact + '): ' + nodes[0].html) };
})()`;

const FIRST_PAINT = `new Promise((resolve) => new PerformanceObserver((list) => {
  const paint = list.getEntriesByName('first-contentful-paint')[0];
  if (paint !== undefined) resolve(paint.startTime);
}).observe({ type: 'paint', buffered: true }))`;

describeChromium('the page in a real Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.stop());

  const pages = [
    ['nothing', reportOfSize(0)],
    ['36 results', reportOfSize(36)],
    ['everything', fullReport],
  ] as const;
  const views = (['light', 'dark'] as const).flatMap((scheme) =>
    (['desktop', 'phone'] as const).map((device) => ({ scheme, device })),
  );

  it.each(pages.flatMap(([name, report]) => views.map((view) => ({ name, report, ...view }))))(
    'has no accessibility violation that axe knows: $name, $scheme, $device',
    async ({ report, scheme, device }) => {
      const page = renderHtml(report, fileRenderOptions);
      const found = await browser.evaluate(page, { scheme, width: WIDTHS[device] }, `${axe.source};${FIND_VIOLATIONS}`);
      expect(found).toMatchObject({
        violations: [],
        isTooWide: false,
        isDark: scheme === 'dark',
        passes: expect.toSatisfy((count: number) => count > 10),
      });
    },
  );

  it('is painted within 2 seconds at 5,000 results', async () => {
    const page = renderHtml(reportOfSize(5000), fileRenderOptions);
    const paints: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      paints.push(Number(await browser.evaluate(page, { scheme: 'light', width: WIDTHS.desktop }, FIRST_PAINT)));
    }
    console.info(`first paint of ${page.length} characters: ${paints.map(Math.round).join(', ')} ms`);
    expect(Math.min(...paints)).toBeLessThan(2000);
  });
});
