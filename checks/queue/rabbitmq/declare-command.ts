import type { Json } from '../../../src/model/json.ts';
import { shellCommand } from '../../../src/text/shell-command.ts';
import type { ExpectedBinding, ExpectedExchange, ExpectedQueue } from './topology.ts';

// Commands of rabbitmqadmin, which comes with the management plugin. A name is a part of a word, so that it is no option.

/** The command that makes an exchange. */
export const declareExchange = ({ vhost, name, type, durable, ...rest }: ExpectedExchange): string =>
  shellCommand`rabbitmqadmin --vhost ${vhost} declare exchange name=${name} type=${type ?? 'TYPE'} durable=${String(durable ?? true)}` +
  argumentsWord(rest.arguments);

/** The command that makes a queue. */
export const declareQueue = ({ vhost, name, type, durable, ...rest }: ExpectedQueue): string =>
  shellCommand`rabbitmqadmin --vhost ${vhost} declare queue name=${name} durable=${String(durable ?? true)}` +
  argumentsWord({ ...(type === undefined ? {} : { 'x-queue-type': type }), ...rest.arguments });

/** The command that makes a binding. */
export const declareBinding = ({
  vhost,
  source,
  destination,
  destinationType,
  routingKey,
  ...rest
}: ExpectedBinding): string =>
  shellCommand`rabbitmqadmin --vhost ${vhost} declare binding source=${source} destination=${destination} destination_type=${destinationType} routing_key=${routingKey}` +
  argumentsWord(rest.arguments);

const argumentsWord = (given: Readonly<Record<string, Json>> | undefined): string =>
  Object.keys(given ?? {}).length === 0 ? '' : ` ${shellCommand`arguments=${JSON.stringify(given)}`}`;
