import protobuf from 'protobufjs';

/** Writes the fields of a message. */
export type WriteFields = (writer: protobuf.Writer) => void;

/** The bytes of a message. */
export const writtenMessage = (write: WriteFields): Buffer => {
  const writer = protobuf.Writer.create();
  write(writer);
  return Buffer.from(writer.finish());
};

/** A field of texts, bytes or a message. */
export const bytesField =
  (number: number, value: string | Buffer): WriteFields =>
  (writer) => {
    writer.uint32((number << 3) | 2);
    if (typeof value === 'string') writer.string(value);
    else writer.bytes(value);
  };

/** Bytes one behind another. */
export const joined = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

interface WrittenPage {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly token?: string;
  readonly items: readonly Buffer[];
}

/** The bytes of a page as the API server sends it. */
export const writtenPage = ({ apiVersion = 'v1', kind = 'NamespaceList', token = '', items }: WrittenPage): Buffer => {
  const field = (number: number, value: string | Buffer) => writtenMessage(bytesField(number, value));
  const type = joined(field(1, apiVersion), field(2, kind));
  const meta = joined(field(1, ''), field(2, '7'), field(3, token));
  const list = joined(field(1, meta), ...items.map((item) => field(2, item)));
  return joined('k8s\0', field(1, type), field(2, list), field(3, ''), field(4, ''));
};

/** A Namespace with nothing but a name. */
export const writtenNamespace = (name: string): Buffer =>
  writtenMessage(bytesField(1, writtenMessage(bytesField(1, name))));
