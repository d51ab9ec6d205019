import type { CheckContext } from '../../../src/check/check.ts';
import type { KafkaAnswer } from '../../../src/probes/kafka/kafka.ts';

interface KafkaTls {
  readonly tls?: { readonly insecure?: boolean | undefined } | undefined;
}

/** Records what all checks of Kafka do of an answer: its duration, and notes on what did not count. */
export const noteAnswer = (
  { measure, note }: Pick<CheckContext<unknown>, 'measure' | 'note'>,
  { durationMs, silent }: KafkaAnswer,
  { tls }: KafkaTls,
): void => {
  measure('duration', durationMs / 1000, 's');
  if (tls?.insecure === true) note('the certificate was not verified (tls.insecure)');
  for (const { message } of silent) note(`a broker of bootstrap did not answer: ${message}`);
};

/** Evidence of every finding. */
export const clusterEvidence = ({ target, clusterId, controllerId, brokers }: KafkaAnswer) => ({
  ...{ target, clusterId, controllerId },
  brokers: brokers.slice(0, MAX_LISTED_BROKERS).map(({ id, host, port }) => ({ id, host, port })),
});

const MAX_LISTED_BROKERS = 20;
