import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { hostileReport } from '../hostile-report.ts';
import { fullReport } from '../sample-report.ts';

describe('html', () => {
  const page = renderHtml(hostileReport, fileRenderOptions);

  it('runs nothing and fetches nothing', () => {
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|form|svg)\b/i);
    expect(page).not.toMatch(/\son\w+\s*=/i);
    expect(page).not.toMatch(/(src|url)\s*[=(]/i);
    expect(page).toContain("default-src 'none'");
    expect(renderHtml(fullReport, fileRenderOptions).match(/href="[^"]*"/g)).toEqual([
      'href="https://runbooks.example/image-pull?a=1&amp;b=2"',
    ]);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, end, tag = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (tag === 'meta') continue;
      if (end === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });
});
