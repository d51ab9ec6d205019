import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';

type CodeMeaning = readonly [reason: ProbeReason, text: string, advice?: Advice];

/** Error codes of the protocol (https://kafka.apache.org/protocol#protocol_error_codes) that are told apart. */
const CODE_MEANINGS: Readonly<Record<number, CodeMeaning>> = {
  14: ['status', 'the coordinator is loading its groups (COORDINATOR_LOAD_IN_PROGRESS)', 'starting'],
  15: ['status', 'there is no coordinator for the group (COORDINATOR_NOT_AVAILABLE)'],
  16: ['status', 'another broker coordinates the group (NOT_COORDINATOR)'],
  29: ['permission', 'the user may not see the topic (TOPIC_AUTHORIZATION_FAILED)', 'kafka_acl'],
  30: ['permission', 'the user may not see the group (GROUP_AUTHORIZATION_FAILED)', 'kafka_acl'],
  31: ['permission', 'the user may not see the cluster (CLUSTER_AUTHORIZATION_FAILED)', 'kafka_acl'],
  33: ['auth', 'the broker does not offer this way to log in (UNSUPPORTED_SASL_MECHANISM)', 'sasl_mechanism'],
  34: ['auth', 'the listener takes no login (ILLEGAL_SASL_STATE)', 'unwanted_credentials'],
  35: ['missing_value', 'the broker is older than Kafka 3.0 (UNSUPPORTED_VERSION)'],
  58: ['auth', 'the credentials were refused (SASL_AUTHENTICATION_FAILED)'],
};

/** The ProbeError for an error code of a broker; one of a missing right is undecided. */
export const codeError = (target: string, code: number, said?: string | null): ProbeError => {
  const [reason, text, advice] = CODE_MEANINGS[code] ?? ['status', `the broker answers with the error ${code}`];
  const quoted = !said ? '' : `: ${said.slice(0, 300)}`;
  return new ProbeError(reason, `${target}: ${text}${quoted}`, { advice, undecided: reason === 'permission' });
};

/** An error of the library: the answer that it holds, where it only says that there are error codes in it. */
export const responseOfError = (error: unknown): unknown =>
  error instanceof Error && 'response' in error ? error.response : undefined;

/** The code of the first error in an error of the library, undefined when there is none. */
export const codeOfError = (error: unknown): number | undefined => {
  const found = findCoded(error, 0);
  return typeof found === 'number' ? found : undefined;
};

const MAX_DEPTH = 5;

const findCoded = (error: unknown, depth: number): unknown => {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
  if ('apiCode' in error) return error.apiCode;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return findCoded(inner, depth + 1);
};
