import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { commandExpectations, commandParams, compareCommand } from '../../src/expectations/command.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { parsePerfdata } from '../../src/expectations/perfdata.ts';

export default defineCheck({
  group: 'custom',
  name: 'exec-command',
  title: 'Commands end with the expected exit code and output',
  why: 'What no built-in check knows is asked by a script or a monitoring plugin of your own.',
  remedy: 'Run the command by hand, with the same user and environment, and follow what it prints.',
  severity: 'sev2',
  example: 'argv: [/usr/lib/nagios/plugins/check_load, -w, "4", -c, "8"]\nwarnAfter: 2s',
  repeatable: false,
  needs: ['exec'],
  params: z
    .strictObject({ ...commandParams(), ...commandExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency),
  async run({ exec, params, ...context }) {
    const { argv, env, passEnv, cwd, stdin, outputLimit } = params;
    const answer = await exec({ argv, env, passEnv, cwd, stdin, outputLimit });
    context.measure('duration', answer.durationMs / 1000, 's');
    if (params.perfdata)
      for (const { label, value, unit } of parsePerfdata(answer.stdout)) context.measure(label, value, unit);
    if (answer.cut) context.note(`the output was longer than ${outputLimit} bytes; the rest was dropped`);
    const comparisons = [...(await compareCommand(answer, params)), ...compareLatency(answer.durationMs, params)];
    const evidence = {
      program: argv[0] ?? '',
      code: answer.code,
      signal: answer.signal,
      stdout: answer.stdout.slice(0, MAX_EVIDENCE_CHARS),
      stderr: answer.stderr.slice(0, MAX_EVIDENCE_CHARS),
    };
    return concludeComparisons(context, { subject: { target: `command ${argv[0]}`, evidence }, comparisons });
  },
});

/** Characters of each output in the evidence. */
const MAX_EVIDENCE_CHARS = 2000;
