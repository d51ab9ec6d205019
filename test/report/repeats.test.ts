import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/formats/html.ts';
import { incident } from '../../src/report/formats/incident.ts';
import { markdown } from '../../src/report/formats/markdown.ts';
import { nagios } from '../../src/report/formats/nagios.ts';
import { table } from '../../src/report/formats/table.ts';
import { fileRenderOptions } from '../../src/report/present/render-options.ts';
import { reportOf, resultOf } from './sample.ts';

const WORDS = 'the API server does not answer';
const error = (name: string, message = WORDS) =>
  resultOf('error', { service: 'cluster', name, message, reason: 'unreachable', remedy: 'Ask it by hand.' });
const report = reportOf([error('crash-loops'), error('image-pulls'), error('oom-kills'), error('volumes', 'torn')]);

const times = (text: string, words: string): number => text.split(words).length - 1;

describe('what many checks could not tell for one reason is told once', () => {
  it.each([
    ['table', table, 'as cluster/crash-loops'],
    ['html', html, 'as cluster/crash-loops'],
    ['nagios', nagios, 'error: cluster/oom-kills: as cluster/crash-loops'],
    ['incident', incident, 'Also: cluster/image-pulls, cluster/oom-kills\n'],
  ] as const)('%s', (_, reporter, also) => {
    const text = reporter(report, fileRenderOptions);
    expect(times(text, WORDS)).toBe(1);
    expect(text).toContain(also);
    expect(text).toContain('torn');
  });

  it('with one remedy, and no section but one in markdown', () => {
    const text = markdown(report, fileRenderOptions);
    expect(text.match(/^### .*/gm)).toHaveLength(2);
    expect(text).toContain('The same of cluster/image\\-pulls, cluster/oom\\-kills\\.');
    expect(times(text, 'Ask it by hand.')).toBe(2);
    expect(times(table(report, fileRenderOptions), 'Ask it by hand.')).toBe(2);
  });

  it('but faults stay apart, whatever their words', () => {
    const faults = ['a', 'b'].map((name) => resultOf('failed', { name, message: WORDS }));
    expect(times(table(reportOf(faults), fileRenderOptions), WORDS)).toBe(2);
  });
});
