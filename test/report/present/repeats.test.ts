import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { renderIncident } from '../../../src/report/formats/incident.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderNagios } from '../../../src/report/formats/nagios.ts';
import { renderTable } from '../../../src/report/formats/table.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { reportOf, resultOf } from '../sample-report.ts';

const ERROR_MESSAGE = 'the API server does not answer';
const errorResult = (name: string, message = ERROR_MESSAGE) =>
  resultOf('error', { service: 'cluster', name, message, reason: 'unreachable', remedy: 'Ask it by hand.' });
const repeatingReport = reportOf([
  errorResult('crash-loops'),
  errorResult('image-pulls'),
  errorResult('oom-kills'),
  errorResult('volumes', 'torn'),
]);

const countText = (text: string, words: string): number => text.split(words).length - 1;

describe('an error that many checks have in common is reported once', () => {
  it.each([
    ['table', renderTable, 'cluster/crash-loops, cluster/image-pulls, cluster/oom-kills', 2],
    ['html', renderHtml, '<b>? 4 checks could not look</b>: <a href="#p1">problem 1</a>', 2],
    ['nagios', renderNagios, '\nsev2 4 checks could not look: the API server does not answer\n', 1],
    ['incident', renderIncident, '\n1. sev2 4 checks could not look: the API server does not answer\n', 1],
  ] as const)('%s', (_, reporter, also, count) => {
    const text = reporter(repeatingReport, fileRenderOptions);
    expect(countText(text, ERROR_MESSAGE)).toBe(count);
    expect(text).toContain(also);
  });

  it('with one remedy, and no section but one in markdown', () => {
    const text = renderMarkdown(repeatingReport, fileRenderOptions);
    expect(text.match(/^### .*/gm)).toHaveLength(2);
    expect(text).toContain('The same of cluster/image\\-pulls, cluster/oom\\-kills\\.');
    expect(countText(text, 'Ask it by hand.')).toBe(2);
    expect(countText(renderTable(repeatingReport, fileRenderOptions), 'Ask it by hand.')).toBe(1);
  });

  it('but faults stay apart, whatever their messages', () => {
    const faults = ['a', 'b'].map((name) => resultOf('failed', { name, message: ERROR_MESSAGE }));
    const stories = renderTable(reportOf(faults), fileRenderOptions).match(
      /^ +\d ✗ sev2 payments-api\/[ab]: the API/gm,
    );
    expect(stories).toHaveLength(2);
  });
});
