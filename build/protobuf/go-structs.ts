import { readFile } from 'node:fs/promises';

/** How JSON has a field, by the tags of the Go struct that the messages are generated from. */
export interface JsonForm {
  /** Absent: its fields stand in the object itself (`json:",inline"`). */
  readonly name?: string;
  /** JSON leaves out a zero, an empty text, a false. */
  readonly omitsZero: boolean;
  readonly isPointer: boolean;
}

/** The fields of structs, by `Struct.number` of the protobuf tag. */
export type JsonForms = ReadonlyMap<string, JsonForm>;

const STRUCT_PATTERN = /^type (\w+) struct \{\n([\s\S]*?)^\}/gm;
const FIELD_PATTERN = /^\t(?:\w+\s+)?(\S+)\s+`json:"([^"]*)"[^`]* protobuf:"\w+,(\d+),/gm;

/** Reads the tags of the structs in a `types.go`. */
export const readJsonForms = async (file: string): Promise<JsonForms> => {
  const forms = new Map<string, JsonForm>();
  for (const [, struct, body = ''] of (await readFile(file, 'utf8')).matchAll(STRUCT_PATTERN)) {
    for (const [, type = '', json = '', number] of body.matchAll(FIELD_PATTERN)) {
      const [name, ...options] = json.split(',');
      forms.set(`${struct}.${number}`, {
        ...(name ? { name } : {}),
        omitsZero: options.includes('omitempty'),
        isPointer: type.startsWith('*'),
      });
    }
  }
  return forms;
};
