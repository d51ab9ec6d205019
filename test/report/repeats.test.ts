import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/formats/html.ts';
import { incident } from '../../src/report/formats/incident.ts';
import { markdown } from '../../src/report/formats/markdown.ts';
import { nagios } from '../../src/report/formats/nagios.ts';
import { table } from '../../src/report/formats/table.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { reportOf, resultOf } from './sample.ts';

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
    ['table', table, 'as cluster/crash-loops'],
    ['html', html, 'as cluster/crash-loops'],
    ['nagios', nagios, 'error: cluster/oom-kills: as cluster/crash-loops'],
    ['incident', incident, 'Also: cluster/image-pulls, cluster/oom-kills\n'],
  ] as const)('%s', (_, reporter, also) => {
    const text = reporter(repeatingReport, fileRenderOptions);
    expect(countText(text, ERROR_MESSAGE)).toBe(1);
    expect(text).toContain(also);
    expect(text).toContain('torn');
  });

  it('with one remedy, and no section but one in markdown', () => {
    const text = markdown(repeatingReport, fileRenderOptions);
    expect(text.match(/^### .*/gm)).toHaveLength(2);
    expect(text).toContain('The same of cluster/image\\-pulls, cluster/oom\\-kills\\.');
    expect(countText(text, 'Ask it by hand.')).toBe(2);
    expect(countText(table(repeatingReport, fileRenderOptions), 'Ask it by hand.')).toBe(2);
  });

  it('but faults stay apart, whatever their messages', () => {
    const faults = ['a', 'b'].map((name) => resultOf('failed', { name, message: ERROR_MESSAGE }));
    expect(countText(table(reportOf(faults), fileRenderOptions), ERROR_MESSAGE)).toBe(2);
  });
});
