import { bareNode, kavmonOnUrls, kavmonProgram } from './kavmon.ts';
import { comparePrograms } from './measure.ts';
import type { BenchRow, RowBudget } from './row.ts';
import type { ServerPorts } from './server.ts';

const START_UP_RUNS = 11;
const CHECK_COUNT = 20;

/** Memory that a command that only prints may take beyond that of bare Node, in MB. */
const EXTRA_MEMORY_MB = 10;

/** The shortest runs, beside bare Node. */
export const startUp = async ({ http, otlp }: ServerPorts): Promise<readonly BenchRow[]> => {
  const one = [`http://127.0.0.1:${http}/0/1`];
  const some = Array.from({ length: CHECK_COUNT }, (_, index) => `http://127.0.0.1:${http}/0/${index}`);
  const metrics = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlp}`, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const programs = {
    'node -e 0': bareNode,
    'kavmon --help': kavmonProgram(['--help']),
    'kavmon version': kavmonProgram(['version']),
    'kavmon list': kavmonProgram(['list']),
    'one HTTP check': await kavmonOnUrls(one, ['--no-metrics']),
    '20 HTTP checks, OTLP': await kavmonOnUrls(some, [], metrics),
  };
  const taken = await comparePrograms(programs, START_UP_RUNS);
  const bare = taken['node -e 0'];
  const prints: RowBudget = { ratio: 1.5, mb: bare.mb + EXTRA_MEMORY_MB };
  const budgets: Readonly<Partial<Record<keyof typeof programs, RowBudget>>> = {
    'kavmon --help': prints,
    'kavmon version': prints,
    'kavmon list': { ...prints, ratio: 2 },
    'one HTTP check': { ratio: 6, mb: 90 },
    '20 HTTP checks, OTLP': { ratio: 9, mb: 110 },
  };
  return (Object.keys(programs) as (keyof typeof programs)[]).map((work) => {
    const measured = { work, program: work === 'node -e 0' ? 'node' : 'kavmon', ...taken[work] };
    const budget = budgets[work];
    return budget === undefined ? measured : { ...measured, than: 'node', ratio: measured.ms / bare.ms, budget };
  });
};
