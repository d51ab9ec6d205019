import { bareNode, kavmon, kavmonOn } from './kavmon.ts';
import { compare } from './measure.ts';
import type { Budget, Row } from './row.ts';
import type { Ports } from './server.ts';

const RUNS = 11;
const CHECKS = 20;

/** Memory that a command which only prints may take beyond that of Node alone, in MB. */
const MORE_MB = 10;

/** How long it takes until the first thing is done, beside Node that does nothing. */
export const startUp = async ({ http, otlp }: Ports): Promise<readonly Row[]> => {
  const one = [`http://127.0.0.1:${http}/0/1`];
  const some = Array.from({ length: CHECKS }, (_, index) => `http://127.0.0.1:${http}/0/${index}`);
  const metrics = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlp}`, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const programs = {
    'node -e 0': bareNode,
    'kavmon --help': kavmon(['--help']),
    'kavmon version': kavmon(['version']),
    'kavmon list': kavmon(['list']),
    'one HTTP check': await kavmonOn(one, ['--no-metrics']),
    '20 HTTP checks, OTLP': await kavmonOn(some, [], metrics),
  };
  const taken = await compare(programs, RUNS);
  const bare = taken['node -e 0'];
  const prints: Budget = { ratio: 1.5, mb: bare.mb + MORE_MB };
  const budgets: Readonly<Partial<Record<keyof typeof programs, Budget>>> = {
    'kavmon --help': prints,
    'kavmon version': prints,
    'kavmon list': prints,
    'one HTTP check': { ratio: 3.5, mb: 90 },
    '20 HTTP checks, OTLP': { ratio: 5, mb: 110 },
  };
  return (Object.keys(programs) as (keyof typeof programs)[]).map((work) => {
    const measured = { work, program: work === 'node -e 0' ? 'node' : 'kavmon', ...taken[work] };
    const budget = budgets[work];
    return budget === undefined ? measured : { ...measured, than: 'node', ratio: measured.ms / bare.ms, budget };
  });
};
