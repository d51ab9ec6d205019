import { expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { fullReport, reportOf, resultOf } from '../sample-report.ts';

it('the timeline of the run has the thread of each check, its attempts and its waits', () => {
  const [first = resultOf('ok')] = fullReport.results;
  const start = Date.parse(first.startedAt);
  const at = (ms: number): string => new Date(start + ms).toISOString();
  const attempts = [
    { n: 1, startedAt: at(0), durationMs: 100, status: 'failed' as const },
    { n: 2, startedAt: at(900), durationMs: 100, status: 'ok' as const },
  ];
  const retried = resultOf('degraded', { thread: 2, attempts, startedAt: at(0), endedAt: at(1000), durationMs: 1000 });
  const page = renderHtml(reportOf([retried]), fileRenderOptions);
  const [drawn = ''] = /<svg class="run"[\s\S]*?<\/svg>/.exec(page) ?? [];
  expect(drawn).toContain('on thread 2, 2 attempts');
  expect(drawn).toContain('text-anchor="end">2</text>');
  expect(drawn.match(/<rect /g)).toHaveLength(2);
  expect(drawn.match(/class="wait"/g)).toHaveLength(1);
});
