import type { Json } from '../../../src/model/json.ts';
import type { ExpectedBinding, ExpectedExchange, ExpectedQueue } from './topology.ts';

/** An object of the management API, or of a file of definitions, which have the same names. */
export type ApiRow = { readonly [name: string]: Json };

/** Whether a value of JSON is an object. */
export const isRow = (value: Json | undefined): value is ApiRow =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** An exchange; undefined where the row has no name. */
export const parseExchange = (row: ApiRow, vhost: string): ExpectedExchange | undefined =>
  typeof row.name === 'string'
    ? {
        vhost: textOr(row.vhost, vhost),
        name: row.name,
        type: optionalText(row.type),
        durable: optionalFlag(row.durable),
        autoDelete: optionalFlag(row.auto_delete),
        internal: optionalFlag(row.internal),
        arguments: optionalArguments(row.arguments),
      }
    : undefined;

/** A queue; undefined where the row has no name. */
export const parseQueueRow = (row: ApiRow, vhost: string): ExpectedQueue | undefined =>
  typeof row.name === 'string'
    ? {
        vhost: textOr(row.vhost, vhost),
        name: row.name,
        type: optionalText(row.type),
        durable: optionalFlag(row.durable),
        autoDelete: optionalFlag(row.auto_delete),
        arguments: optionalArguments(row.arguments),
      }
    : undefined;

/** A binding; undefined where the row lacks an end. */
export const parseBinding = (row: ApiRow, vhost: string): ExpectedBinding | undefined =>
  typeof row.source === 'string' && typeof row.destination === 'string'
    ? {
        vhost: textOr(row.vhost, vhost),
        source: row.source,
        destination: row.destination,
        destinationType: row.destination_type === 'exchange' ? 'exchange' : 'queue',
        routingKey: textOr(row.routing_key, ''),
        arguments: optionalArguments(row.arguments),
      }
    : undefined;

const textOr = (value: Json | undefined, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
const optionalText = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const optionalFlag = (value: Json | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
/** Old versions write an empty list for no arguments. */
const optionalArguments = (value: Json | undefined): ApiRow | undefined => (isRow(value) ? value : undefined);
