import { describe, expect, it } from 'vitest';
import { isPluginCall } from '../../../src/commands/command-line/plugin-call.ts';

describe('a call as a monitoring plugin', () => {
  it.each([['-o nagios'], ['-onagios'], ['--output nagios'], ['--output=nagios'], ['check --bogus -o nagios=-']])(
    'is seen in %s',
    (line) => {
      expect(isPluginCall(line.split(' '))).toBe(true);
    },
  );

  it.each([['-o nagios=page.txt'], ['-n nagios'], ['-o json'], ['-o nagios --cronjob'], ['-- -o nagios'], ['']])(
    'is not seen in "%s"',
    (line) => {
      expect(isPluginCall(line.split(' '))).toBe(false);
    },
  );
});
