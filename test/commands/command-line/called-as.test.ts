import { describe, expect, it } from 'vitest';
import { readProgramCall } from '../../../src/commands/command-line/called-as.ts';

describe('the program', () => {
  it.each([
    ['/usr/local/bin/kavmon', 'kavmon', ['check']],
    ['/usr/lib/node_modules/kavmon/kavmon.cjs', 'kavmon', ['check']],
    ['/usr/local/bin/kubectl-kavmon', 'kubectl kavmon', ['check']],
    ['/opt/kavmon/lib/dist/kubectl-kavmon.cjs', 'kubectl kavmon', ['check']],
    ['/usr/local/bin/kubectl_complete-kavmon', 'kubectl kavmon', ['complete', '--', 'check']],
    ['/opt/kavmon/lib/dist/kubectl_complete-kavmon.cjs', 'kubectl kavmon', ['complete', '--', 'check']],
  ])('started as %s is %s', (script, name, argv) => {
    expect(readProgramCall(script, ['check'])).toEqual({ name, argv });
  });
});
