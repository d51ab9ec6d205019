import * as z from 'zod';
import { secretOrText } from '../params/secret.ts';
import type { BoundProbes } from '../probes/index.ts';
import { type Comparison, formatValue, shortenText } from './comparison.ts';
import { parseDocument } from './json-document.ts';
import { compareJson, jsonExpectation } from './json-path.ts';
import { describeMismatch, oneOrMore, regexPattern } from './pattern.ts';
import { statusLine } from './perfdata.ts';
import { quoteText } from './quote-text.ts';

type CommandAnswer = Awaited<ReturnType<BoundProbes['exec']>>;

const ARGV_SECRET_MESSAGE =
  'a secret does not stand in argv, which every process can read: hand it over in env or stdin';
const SECRET_ARGUMENT = /:\/\/[^/\s:@]*:[^/\s@]+@|^--?(?:password|passwd|pass|secret|token|api-?key)=./i;

/** Parameters of the program to run. */
export const commandParams = () => ({
  argv: z
    .array(z.string({ error: ARGV_SECRET_MESSAGE }).refine((word) => !SECRET_ARGUMENT.test(word), ARGV_SECRET_MESSAGE))
    .min(1)
    .refine(([program]) => program !== '', 'the program has no name')
    .describe('Program and arguments; no shell reads them'),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/), secretOrText())
    .default({})
    .describe('Variables of the program, plain or by reference'),
  passEnv: z
    .array(z.string().min(1))
    .default(['PATH', 'LANG', 'TZ'])
    .describe("Names of kavmon's own variables that are handed on; no others are"),
  cwd: z.string().min(1).optional().describe('Working folder'),
  stdin: secretOrText().optional().describe('What the program reads, plain or by reference'),
  outputLimit: z.number().int().min(1).max(1_048_576).default(65_536).describe('Bytes of each output that are kept'),
});

/** Parameters of what is expected of its exit code and output. */
export const commandExpectations = () => ({
  exitCodes: z
    .record(
      z.string().regex(/^(25[0-5]|2[0-4]\d|1?\d?\d)$/, 'an exit code is a number from 0 to 255'),
      z.enum(['ok', 'warning', 'fault', 'error']),
    )
    .default({ '0': 'ok', '1': 'warning', '2': 'fault', '3': 'error' })
    .describe('What the exit codes mean, those of monitoring plugins when left out; any other one is an error'),
  matches: oneOrMore(regexPattern()).optional().describe('Regular expressions that must match what the program prints'),
  notMatches: oneOrMore(regexPattern()).optional().describe('Regular expressions that must not match what it prints'),
  jsonPath: z.array(jsonExpectation()).min(1).optional().describe('What the values of the JSON that it prints must be'),
  perfdata: z.boolean().default(true).describe('Turns the performance data of monitoring plugins into measures'),
});

type CommandExpectations = z.output<z.ZodObject<ReturnType<typeof commandExpectations>>>;

/** Compares how a program ended, and what it printed, with what is expected. */
export const compareCommand = async (
  answer: CommandAnswer,
  expected: CommandExpectations,
): Promise<readonly Comparison[]> => [
  compareExit(answer, expected),
  ...(expected.matches ?? []).map((wanted) => comparePattern(answer, wanted, true)),
  ...(expected.notMatches ?? []).map((wanted) => comparePattern(answer, wanted, false)),
  ...(await compareDocument(answer, expected.jsonPath ?? [])),
];

const EXIT_LEVELS = {
  ok: { status: 'pass', reason: 'status' },
  warning: { status: 'warn', reason: 'status' },
  fault: { status: 'fail', reason: 'status' },
  error: { status: 'error', reason: 'dependency' },
} as const;

const compareExit = (answer: CommandAnswer, { exitCodes }: CommandExpectations): Comparison => {
  const { code, signal } = answer;
  const level = code === null ? 'error' : exitCodes[String(code)];
  const okCodes = Object.keys(exitCodes).filter((key) => exitCodes[key] === 'ok');
  const output = statusLine(answer.stdout) || statusLine(answer.stderr);
  const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const unknown = code !== null && level === undefined ? ', which stands for nothing' : '';
  return {
    name: 'exit',
    operator: 'in',
    expected: okCodes.map(Number),
    actual: code ?? signal,
    ...EXIT_LEVELS[level ?? 'error'],
    text: `${how}${unknown}${output === '' ? '' : `: ${shortenText(output)}`}`,
  };
};

const comparePattern = (answer: CommandAnswer, wanted: string, shouldMatch: boolean): Comparison => {
  const matches = new RegExp(wanted).test(answer.stdout);
  const base = { name: 'output', operator: shouldMatch ? 'matches' : 'notMatches', expected: wanted } as const;
  if (answer.cut && !matches)
    return { ...base, actual: null, status: 'error', reason: 'missing_value', text: outputTooLong(answer) };
  return {
    ...base,
    actual: shortenText(answer.stdout),
    status: matches === shouldMatch ? 'pass' : 'fail',
    reason: 'assertion',
    text: matches ? `the output matches ${formatValue(wanted)}` : describeMismatch('the output', answer.stdout, wanted),
  };
};

const outputTooLong = ({ stdout }: CommandAnswer): string =>
  `the output is longer than the ${Buffer.byteLength(stdout)} bytes that are kept`;

const compareDocument = async (
  answer: CommandAnswer,
  expectations: Parameters<typeof compareJson>[1],
): Promise<readonly Comparison[]> => {
  if (expectations.length === 0) return [];
  const parsed = parseDocument(answer.stdout);
  if (parsed !== undefined && !answer.cut) return compareJson(parsed, expectations);
  const text = answer.cut ? outputTooLong(answer) : `the output is not JSON: ${quoteText(answer.stdout)}`;
  const base = { name: 'output', operator: 'is', expected: 'JSON', actual: shortenText(answer.stdout) } as const;
  return [{ ...base, status: answer.cut ? 'error' : 'fail', reason: answer.cut ? 'missing_value' : 'protocol', text }];
};
