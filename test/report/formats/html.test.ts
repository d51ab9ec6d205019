import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/result.ts';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { hostileReport } from '../hostile-report.ts';
import { findingOf, fullReport, reportOf, resultOf } from '../sample-report.ts';
import { sampleReports } from '../sample-reports.ts';

const render = (report: Report): string => renderHtml(report, fileRenderOptions);

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Elements that have no end tag. */
const VOID_TAGS = ['meta', 'input'];

describe('html', () => {
  it('runs and fetches nothing but its own script and style, which its policy names by their hashes', () => {
    const page = render(hostileReport);
    const [script = '', ...otherScripts] = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
    const [style = '', ...otherStyles] = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => text);
    expect([...otherScripts, ...otherStyles]).toEqual([]);
    expect(page).toContain(
      `content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}"`,
    );
    const markup = page.replace(script, '').replace(style, '');
    expect(markup).not.toMatch(/<(img|iframe|link|object|embed|form|use|foreignObject)\b/i);
    expect(markup).not.toMatch(/<[^>]*\s(on\w+|style|src)\s*=/i);
    expect(`${script}${style}`).not.toMatch(/innerHTML|insertAdjacent|\beval\b|\bimport\b|\bfetch\b|url\(|https?:/);
  });

  it('links to places in the page and to runbooks alone', () => {
    const page = render(fullReport);
    const targets = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !target.startsWith('#'))).toEqual([
      'https://runbooks.example/image-pull?a=1&amp;b=2',
    ]);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of targets.filter((one) => one.startsWith('#'))) expect(ids).toContain(target.slice(1));
  });

  it.each(sampleReports)('closes what it opens, of %s', (_, report) => {
    const page = render(report).replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
    const open: string[] = [];
    for (const [text, end, tag = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (VOID_TAGS.includes(tag) || text.endsWith('/>')) continue;
      if (end === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });

  it('begins with the verdict and the problems, and tells what follows under its root', () => {
    const page = render(fullReport);
    expect(page.indexOf('<h1>')).toBeLessThan(page.indexOf('<ol class="stories"'));
    expect(page.indexOf('<ol class="stories"')).toBeLessThan(page.indexOf('All checks'));
    const first = page.slice(page.indexOf('id="p1"'), page.indexOf('id="p2"'));
    expect(first).toContain('Deployment payments/api');
    expect(first).toContain('<strong>Ingress payments/shop</strong> its backend has no ready endpoints');
    expect(first).toContain('aria-label="Deployment payments/api takes along Service payments/api image_pull; Ingress');
    expect(page.match(/its backend has no ready endpoints/g)).toHaveLength(1);
  });

  it('has commands to copy without a prompt', () => {
    const page = render(fullReport);
    expect(page).toContain('<code>kubectl -n payments describe pod api-7d9c5-abcde</code>');
    expect(page).not.toMatch(/<pre[^>]*>(?:<code>)?\$ /);
  });

  it('is green only when something was verified', () => {
    expect(render(reportOf([resultOf('ok')]))).toContain('<header class="healthy">');
    for (const results of [[], [resultOf('skipped')], [resultOf('error')]])
      expect(render(reportOf(results))).not.toMatch(/<(header|g) class="healthy"/);
  });

  it('lists 5,000 checks and problems without growing out of hand', () => {
    const many = Array.from({ length: 5000 }, (_, at) =>
      resultOf('failed', {
        name: `x-${at}`,
        findings: [findingOf({ fingerprint: `f${at}`, object: { kind: 'Service', namespace: 'n', name: `s${at}` } })],
      }),
    );
    const page = render(reportOf(many));
    expect(page.match(/<details class="story /g)).toHaveLength(5000);
    expect(page.match(/<details class="story [^>]* open>/g)).toHaveLength(5);
    expect(page).toContain('<summary>and 4950 more</summary>');
    expect(Buffer.byteLength(page)).toBeLessThan(6_000_000);
  });

  it('prints its problems and checks: on paper only what is to be clicked is hidden', () => {
    const print = /@media print \{([\s\S]*?)<\/style>/.exec(render(fullReport))?.[1] ?? '';
    const hidden = [...print.matchAll(/([^{}]+)\{ display: none; \}/g)].map(([, selector]) => selector?.trim());
    expect(hidden).toEqual(['#filters, .command button']);
  });
});
