import { parseDocument } from '../../../src/expectations/json-document.ts';
import { errorMessage, ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { readLocalText } from '../../../src/process/local-file.ts';
import { type ApiRow, isRow, parseBinding, parseExchange, parseQueueRow } from './parse-topology.ts';
import type { Topology } from './topology.ts';

/**
 * The topology in a file that `rabbitmqctl export_definitions` or the management API has written, of all virtual hosts or of one:
 * then `vhost` says which. Throws ProbeError `config` with the path and what is wrong; nothing of the file's users is kept.
 */
export const readDefinitions = async (path: string, vhost: string): Promise<Topology> => {
  const text = await readLocalText(path).catch((error: unknown) => {
    throw fileError(path, `cannot be read: ${errorMessage(error)}`);
  });
  const document = parseDocument(text.replace(/^\uFEFF/, ''))?.document;
  if (!isRow(document)) throw fileError(path, 'is not a JSON object, as rabbitmqctl export_definitions writes it');
  const topology = {
    vhosts: parseRows(path, document, 'vhosts', ({ name }) => (typeof name === 'string' ? name : undefined)),
    exchanges: parseRows(path, document, 'exchanges', (row) => parseExchange(row, vhost)),
    queues: parseRows(path, document, 'queues', (row) => parseQueueRow(row, vhost)),
    bindings: parseRows(path, document, 'bindings', (row) => parseBinding(row, vhost)),
  };
  if (Object.values(topology).some((items) => items.length > 0)) return topology;
  throw fileError(path, 'has neither vhosts nor exchanges, queues or bindings');
};

const parseRows = <T>(
  path: string,
  document: ApiRow,
  key: string,
  parse: (row: ApiRow) => T | undefined,
): readonly T[] => {
  const rows: Json = document[key] ?? [];
  if (!Array.isArray(rows)) throw fileError(path, `has ${key} that is no list`);
  return rows.map((row, index) => {
    const parsed = isRow(row) ? parse(row) : undefined;
    if (parsed === undefined) throw fileError(path, `has ${key}[${index}] without what names it`);
    return parsed;
  });
};

const fileError = (path: string, what: string): ProbeError => new ProbeError('config', `definitions: ${path} ${what}`);
