import { expect, it } from 'vitest';
import { printDocument } from '../../../src/commands/inspect/print-document.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { captureRun } from '../capture-run.ts';

const HOSTILE = '##vso[task.setvariable variable=a]b \u009b31m \u202eevil \u2066x';

it('a document as JSON has nothing that a terminal or a CI server acts on, and is the same when it is read', async () => {
  const { stdout } = await captureRun(async (io) => {
    printDocument({ name: HOSTILE }, { output: 'json' }, { io, redactor: createRedactor() }, () => '');
    return 0;
  });
  expect(stdout).not.toMatch(/##vso\[|[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(JSON.parse(stdout)).toEqual({ name: HOSTILE });
});

it('a document as text has no line that a CI server acts on, wherever its words were broken', async () => {
  const { stdout } = await captureRun(async (io) => {
    const render = () => 'HTTP 500:\n  ::set-output name=a::b\n##vso[task.setvariable variable=a]b\n';
    printDocument({}, { output: 'text' }, { io, redactor: createRedactor() }, render);
    return 0;
  });
  expect(stdout).toContain('set-output');
  expect(stdout).not.toMatch(/^\s*::|##vso\[/m);
});
