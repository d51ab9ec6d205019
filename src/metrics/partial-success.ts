import { DiagLogLevel, diag } from '@opentelemetry/api';

/**
 * Runs an export and returns which of the points the receiver rejected although it answered 200 (`partial_success` of OTLP),
 * or undefined. The SDK only logs that.
 */
export const rejectedBy = async (send: () => Promise<void>): Promise<string | undefined> => {
  let rejected: string | undefined;
  const ignore = () => {};
  const warn = (...words: readonly unknown[]) => {
    rejected ??= rejection(words);
  };
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  try {
    await send();
    return rejected;
  } finally {
    diag.disable();
  }
};

/** With a count of zero the message is advice, says the specification. */
const rejection = (words: readonly unknown[]): string | undefined => {
  const at = words.findIndex((word) => String(word).startsWith('Received Partial Success response'));
  if (at === -1) return undefined;
  const { rejectedDataPoints = 0, errorMessage = '' } = JSON.parse(String(words[at + 1]));
  return Number(rejectedDataPoints) > 0
    ? `the collector rejected ${rejectedDataPoints} of the data points: ${errorMessage || 'it does not say why'}`
    : undefined;
};
