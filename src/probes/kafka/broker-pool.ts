import { ProbeError } from '../../model/errors.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { AdvertisedBroker } from './answer.ts';
import { type KafkaConnection, openKafka } from './connection.ts';
import { brokerTarget, type KafkaAccess } from './target.ts';

/** Connections to brokers, one for each at the address that it advertises, as clients connect. */
export interface BrokerPool {
  /** The connection to a broker, or why there is none: the message names the broker and what its address is. */
  readonly reach: (broker: AdvertisedBroker) => Promise<PartAnswer<KafkaConnection>>;
  /** The same by its id. Throws ProbeError. */
  readonly connect: (id: number) => Promise<KafkaConnection>;
  readonly close: () => void;
}

/** A pool of the brokers that a first one has named. */
export const createBrokerPool = (
  brokers: readonly AdvertisedBroker[],
  access: KafkaAccess,
  nodeTimeoutMs: number,
  session: ProbeSession,
): BrokerPool => {
  const opened = new Map<number, Promise<PartAnswer<KafkaConnection>>>();
  const open = async (broker: AdvertisedBroker): Promise<PartAnswer<KafkaConnection>> => {
    const target = brokerTarget(broker.host, broker.port, access);
    const answer = await askWithTimeout(target.text, nodeTimeoutMs, session, (own) => openKafka(target, own));
    return 'value' in answer ? answer : { problem: advertisedError(broker.id, answer.problem) };
  };
  const reach: BrokerPool['reach'] = (broker) => {
    const known = opened.get(broker.id) ?? open(broker);
    opened.set(broker.id, known);
    return known;
  };
  return {
    reach,
    connect: async (id) => {
      const broker = brokers.find((one) => one.id === id);
      if (broker === undefined) throw new ProbeError('status', `broker ${id} is not in the cluster`);
      const answer = await reach(broker);
      if ('problem' in answer) throw answer.problem;
      return answer.value;
    },
    close: () => {
      for (const one of opened.values())
        one.then((answer) => 'value' in answer && answer.value.close()).catch(() => {});
    },
  };
};

const advertisedError = (id: number, { reason, message }: ProbeError): ProbeError =>
  new ProbeError(
    reason,
    `broker ${id} cannot be reached at the address that it advertises, so that clients cannot either: ${message}`,
    { advice: 'advertised_listeners' },
  );
