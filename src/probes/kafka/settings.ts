import { describeConfigsV4 } from '@platformatic/kafka';
import type { ProbeError } from '../../model/errors.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { TopicSettings } from './answer.ts';
import type { KafkaConnection } from './connection.ts';
import { codeError } from './kafka-error.ts';

/** ConfigResource.Type of Kafka. */
const TOPIC_RESOURCE = 2 as const;

/** Topics in one request. */
const BATCH_SIZE = 500;

/** The named settings of these topics; a topic whose settings the user may not see has a problem of its own. Throws ProbeError. */
export const readTopicSettings = async (
  connection: KafkaConnection,
  topics: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, PartAnswer<TopicSettings>>> => {
  const settings = new Map<string, PartAnswer<TopicSettings>>();
  for (let from = 0; from < topics.length; from += BATCH_SIZE) {
    const resources = topics
      .slice(from, from + BATCH_SIZE)
      .map((resourceName) => ({ resourceType: TOPIC_RESOURCE, resourceName, configurationKeys: [...names] }));
    const { results } = await connection.call(describeConfigsV4.api, resources, false, false);
    for (const { resourceName, errorCode, errorMessage, configs } of results)
      settings.set(
        resourceName,
        errorCode === 0 ? { value: valuesOf(configs) } : { problem: deniedError(connection, errorCode, errorMessage) },
      );
  }
  return settings;
};

const deniedError = ({ target }: KafkaConnection, code: number, said?: string | null): ProbeError =>
  codeError(target.text, code, said);

interface DescribedSetting {
  readonly name: string;
  readonly value?: string | null | undefined;
  readonly isSensitive: boolean;
}

const valuesOf = (configs: readonly DescribedSetting[]): TopicSettings =>
  Object.fromEntries(
    configs.flatMap(({ name, value, isSensitive }) =>
      value === null || value === undefined || isSensitive ? [] : [[name, value]],
    ),
  );
