import { describe, expect, it } from 'vitest';
import { routeOutput } from '../../../src/commands/check/output-routing.ts';

const route = (output: readonly string[], stdout: 'terminal' | 'pipe', stderr: 'terminal' | 'pipe') =>
  routeOutput({ output }, stdout === 'terminal', stderr === 'terminal');

describe('the routing of log lines', () => {
  it('lets a terminal show the table, and only warnings beside it', () => {
    expect(route([], 'terminal', 'terminal')).toEqual({
      outputs: [{ format: 'table' }],
      log: { to: 'stderr', level: 'warning', format: 'text' },
      isWatched: true,
    });
  });

  it('brings no log lines to the terminal beside a document in a pipe, but errors', () => {
    expect(route(['json'], 'pipe', 'terminal').log).toEqual({ to: 'stderr', level: 'error', format: 'text' });
  });

  it('writes the log to standard output where no document goes there', () => {
    expect(route(['html=page.html'], 'pipe', 'pipe')).toEqual({
      outputs: [{ format: 'html', path: 'page.html' }],
      log: { to: 'stdout', level: 'info', format: 'logstash' },
      isWatched: false,
    });
  });

  it('keeps the log off a document on standard output', () => {
    expect(route(['json', 'html=page.html'], 'pipe', 'pipe').log.to).toBe('stderr');
  });

  it('takes a level and a format that were asked for', () => {
    const flags = { output: ['json'], logLevel: 'debug', logFormat: 'ecs' } as const;
    expect(routeOutput(flags, true).log).toEqual({ to: 'stderr', level: 'debug', format: 'ecs' });
  });

  it('writes the report of the original at level warning and above', () => {
    expect(routeOutput({ output: [], logLevel: 'warning' }, false).outputs).toEqual([{ format: 'avmon' }]);
  });

  it('takes "-o -" for the table on standard output, also in a pipe', () => {
    expect(route(['-'], 'pipe', 'pipe').outputs).toEqual([{ format: 'table' }]);
  });
});
