import { DiagLogLevel, diag } from '@opentelemetry/api';

/**
 * Runs an export and resolves to a message when the receiver rejected points although it answered 200 (`partial_success` of
 * OTLP), else to undefined. The SDK only logs it.
 */
export const rejectedPoints = async (send: () => Promise<void>): Promise<string | undefined> => {
  let rejected: string | undefined;
  const ignore = () => {};
  const warn = (...words: readonly unknown[]) => {
    rejected ??= describeRejection(words);
  };
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  try {
    await send();
    return rejected;
  } finally {
    diag.disable();
  }
};

/** By the OTLP specification a message with a count of zero is only advice. */
const describeRejection = (words: readonly unknown[]): string | undefined => {
  const at = words.findIndex((word) => String(word).startsWith('Received Partial Success response'));
  if (at === -1) return undefined;
  const { rejectedDataPoints = 0, errorMessage = '' } = JSON.parse(String(words[at + 1]));
  return Number(rejectedDataPoints) > 0
    ? `the collector rejected ${rejectedDataPoints} of the data points: ${errorMessage || 'it does not say why'}`
    : undefined;
};
