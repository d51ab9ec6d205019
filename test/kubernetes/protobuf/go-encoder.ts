import protobuf, { type Type, type Writer } from 'protobufjs';
import type { PublishedField, PublishedMessages } from '../../../build/protobuf/published-messages.ts';

type EncodedField = Pick<protobuf.Field, 'id' | 'type' | 'resolvedType'>;

type Json = { readonly [name: string]: unknown };

const SPECIAL_TYPES = {
  Time: (writer: Writer, value: unknown) => writeTime(writer, value),
  MicroTime: (writer: Writer, value: unknown) => writeTime(writer, value),
  Quantity: (writer: Writer, value: unknown) => void writer.uint32(10).string(String(value ?? '0')),
  IntOrString: (writer: Writer, value: unknown) => {
    const isText = typeof value === 'string';
    writer.uint32(8).int64(isText ? 1 : 0);
    writer.uint32(16).int32(isText ? 0 : Number(value ?? 0));
    writer.uint32(26).string(isText ? value : '');
  },
  FieldsV1: (writer: Writer, value: unknown) => void writer.uint32(10).bytes(Buffer.from(JSON.stringify(value ?? {}))),
} satisfies Record<string, (writer: Writer, value: unknown) => void>;

/** Nothing at all for the zero time, as Go does. */
const writeTime = (writer: Writer, value: unknown): void => {
  if (typeof value !== 'string') return;
  const ms = Date.parse(value);
  const micros = Number(/\.(\d{6})Z$/.exec(value)?.[1] ?? 0);
  writer.uint32(8).int64(Math.floor(ms / 1000));
  writer.uint32(16).int32(micros * 1000);
};

/**
 * Encodes objects as the API server does: what is no pointer in Go is written also when it is zero. Without `writesZero` nothing is
 * written that the JSON does not have.
 */
export const createGoEncoder = (published: PublishedMessages, { writesZero }: { readonly writesZero: boolean }) => {
  const writeMessage = (writer: Writer, type: Type, value: unknown): void => {
    const special = SPECIAL_TYPES[type.name as keyof typeof SPECIAL_TYPES];
    if (special !== undefined) special(writer, value);
    else for (const one of published.fields(type)) writeField(writer, one, (value ?? {}) as Json);
  };
  const writeInner = (writer: Writer, id: number, write: () => void): void => {
    writer.uint32((id << 3) | 2).fork();
    write();
    writer.ldelim();
  };
  const writeValue = (writer: Writer, { id, type, resolvedType }: EncodedField, value: unknown): void => {
    if (resolvedType !== null) writeInner(writer, id, () => writeMessage(writer, resolvedType as Type, value));
    else writeScalar(writer.uint32((id << 3) | protobuf.types.basic[type as 'string']), type, value);
  };
  const writeMap = (writer: Writer, field: protobuf.Field, value: Json): void => {
    for (const [key, item] of Object.entries(value)) {
      writeInner(writer, field.id, () => {
        writer.uint32(10).string(key);
        writeValue(writer, { id: 2, type: field.type, resolvedType: field.resolvedType }, item);
      });
    }
  };
  const writeField = (writer: Writer, one: PublishedField, object: Json): void => {
    const { field, json } = one;
    const value = json.name === undefined ? object : (object[json.name] ?? undefined);
    if (value !== undefined) writePresent(writer, field, value);
    else if (writesZero && isWrittenAsZero(one)) writeValue(writer, field, undefined);
  };
  const writePresent = (writer: Writer, field: protobuf.Field, value: unknown): void => {
    if (field.map) writeMap(writer, field, value as Json);
    else for (const item of [value].flat()) writeValue(writer, field, item);
  };
  return (type: Type, value: object): Buffer => {
    const writer = protobuf.Writer.create();
    writeMessage(writer, type, value);
    return Buffer.from(writer.finish());
  };
};

const isWrittenAsZero = ({ field, json }: PublishedField): boolean => !field.map && !field.repeated && !json.isPointer;

const writeScalar = (writer: Writer, type: string, value: unknown): void => {
  if (type === 'bytes') writer.bytes(Buffer.from(String(value ?? ''), 'base64'));
  else if (type === 'string') writer.string(String(value ?? ''));
  else writer[type as 'int32' | 'int64' | 'bool' | 'double']((value ?? 0) as never);
};
