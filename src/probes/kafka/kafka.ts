import { setTimeout as sleep } from 'node:timers/promises';
import { ProbeError } from '../../model/errors.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { AdvertisedBroker, AskedGroups, GroupQuestion, KafkaMetadata, TopicSettings } from './answer.ts';
import { type BrokerPool, createBrokerPool } from './broker-pool.ts';
import { type KafkaConnection, openKafka } from './connection.ts';
import { readGroups } from './groups.ts';
import { readMetadata } from './metadata.ts';
import { readTopicSettings } from './settings.ts';
import { type KafkaAccess, parseBroker } from './target.ts';

export interface KafkaOptions extends KafkaAccess {
  /** Brokers as `host:port`; the first one that answers names all others. */
  readonly bootstrap: readonly string[];
  /** Topics to describe; null: all. Default: none. */
  readonly topics?: readonly string[] | null | undefined;
  /** Names of settings of these topics. */
  readonly settings?: readonly string[] | undefined;
  /** Consumer groups, with their offsets. */
  readonly consumers?: GroupQuestion | undefined;
  /** Milliseconds after which the groups are looked at once more. */
  readonly lookAgainMs?: number | undefined;
  /** Whether every broker is connected to at the address that it advertises. Default: false. */
  readonly reachBrokers?: boolean | undefined;
  /** How long one of several brokers may take to let us in. Default: 2000. */
  readonly nodeTimeoutMs?: number | undefined;
}

export interface KafkaAnswer extends KafkaMetadata {
  /** The broker that answered, `host:port`. */
  readonly target: string;
  /** Why brokers that stand before it in `bootstrap` did not. */
  readonly silent: readonly ProbeError[];
  /** Of each broker, with `reachBrokers`, why it cannot be reached. */
  readonly reached: readonly { readonly broker: AdvertisedBroker; readonly problem: ProbeError | null }[];
  readonly settings: ReadonlyMap<string, PartAnswer<TopicSettings>>;
  readonly groups: AskedGroups;
  /** The groups as they were after `lookAgainMs`. */
  readonly groupsLater: AskedGroups;
  readonly durationMs: number;
}

const NODE_TIMEOUT_MS = 2000;

/** Asks a Kafka cluster what its options name; nothing is written, and no topic comes into being. Throws ProbeError, or the signal's reason. */
export const probeKafka = async (options: KafkaOptions, session: ProbeSession): Promise<KafkaAnswer> => {
  const started = performance.now();
  const { nodeTimeoutMs = NODE_TIMEOUT_MS } = options;
  const { first, silent } = await openFirst(options, nodeTimeoutMs, session);
  session.phase('query');
  const metadata = await readMetadata(first, options.topics === undefined ? [] : options.topics).catch((error) => {
    first.close();
    throw error;
  });
  const pool = createBrokerPool(metadata.brokers, options, nodeTimeoutMs, session);
  try {
    const reached = options.reachBrokers === true ? await reachBrokers(metadata.brokers, pool) : [];
    const present = metadata.topics.filter(({ absence }) => absence === undefined).map(({ name }) => name);
    const { settings: names = [] } = options;
    const settings =
      names.length === 0
        ? new Map<string, PartAnswer<TopicSettings>>()
        : await readTopicSettings(first, present, names);
    const groups = await lookAtGroups(first, pool, options, session);
    const durationMs = performance.now() - started;
    return { ...metadata, ...groups, target: first.target.text, silent, reached, settings, durationMs };
  } catch (error) {
    session.signal.throwIfAborted();
    throw error;
  } finally {
    pool.close();
    first.close();
  }
};

interface FirstBroker {
  readonly first: KafkaConnection;
  readonly silent: readonly ProbeError[];
}

/** The first broker of the list that lets us in. With several, one that is silent does not use up the time of all. */
const openFirst = async (
  { bootstrap, ...access }: KafkaOptions,
  nodeTimeoutMs: number,
  session: ProbeSession,
): Promise<FirstBroker> => {
  const [only, ...others] = bootstrap.map((text) => parseBroker(text, access));
  if (only === undefined) throw new ProbeError('config', 'no broker: give bootstrap');
  if (others.length === 0) return { first: await openKafka(only, session), silent: [] };
  const silent: ProbeError[] = [];
  for (const target of [only, ...others]) {
    session.phase('connect');
    const answer = await askWithTimeout(target.text, nodeTimeoutMs, session, (own) => openKafka(target, own));
    if ('value' in answer) return { first: answer.value, silent };
    silent.push(answer.problem);
  }
  const texts = silent.map(({ message }) => message).join('; ');
  throw new ProbeError(silent[0]?.reason ?? 'unreachable', `no broker answers: ${texts}`, {
    advice: silent[0]?.advice,
  });
};

/** Brokers that are connected to at a time. */
const BATCH_SIZE = 10;

const reachBrokers = async (
  brokers: readonly AdvertisedBroker[],
  pool: BrokerPool,
): Promise<KafkaAnswer['reached']> => {
  const reached: KafkaAnswer['reached'][number][] = [];
  for (let from = 0; from < brokers.length; from += BATCH_SIZE) {
    const batch = brokers.slice(from, from + BATCH_SIZE).map(async (broker) => {
      const answer = await pool.reach(broker);
      return { broker, problem: 'problem' in answer ? answer.problem : null };
    });
    reached.push(...(await Promise.all(batch)));
  }
  return reached;
};

const lookAtGroups = async (
  first: KafkaConnection,
  pool: BrokerPool,
  { consumers, lookAgainMs }: KafkaOptions,
  { signal }: ProbeSession,
): Promise<Pick<KafkaAnswer, 'groups' | 'groupsLater'>> => {
  if (consumers === undefined) return { groups: [], groupsLater: [] };
  const groups = await readGroups(first, pool, consumers);
  if (lookAgainMs === undefined) return { groups, groupsLater: [] };
  await sleep(lookAgainMs, undefined, { signal });
  return { groups, groupsLater: await readGroups(first, pool, consumers) };
};
