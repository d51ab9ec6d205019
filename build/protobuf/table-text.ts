import type protobuf from 'protobufjs';
import type { JsonForm } from './go-structs.ts';
import { findField, type PublishedField, type PublishedMessages } from './published-messages.ts';
import { SHARED_MESSAGES } from './read-fields.ts';

/** The fields to read, by package and message. */
export type ReadFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Messages that JSON has as a number or a text. */
const SCALAR_MESSAGES: Readonly<Record<string, string>> = {
  '.k8s.io.apimachinery.pkg.apis.meta.v1.Time': 'time',
  '.k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': 'time',
  '.k8s.io.apimachinery.pkg.api.resource.Quantity': 'quantity',
  '.k8s.io.apimachinery.pkg.util.intstr.IntOrString': 'intOrText',
};

const SCALARS: Readonly<Record<string, string>> = { string: 'text', int32: 'int32', int64: 'int64', bool: 'flag' };

const lowerFirst = (name: string): string =>
  name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (head) => head.toLowerCase());

const tableName = ({ name }: protobuf.Type): string => lowerFirst(name);

const packageOf = (message: protobuf.Type): string => message.parent?.fullName.slice(1) ?? '';

/** `core-v1`: the name of the file with the tables of a package. */
const fileNameOf = (packageName: string): string => packageName.split('.').slice(-2).join('-');

/** Every generated table by its path. */
export const tableFiles = (read: ReadFields, published: PublishedMessages): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(read).map((name) => [
      `src/kubernetes/protobuf/tables/${fileNameOf(name)}.ts`,
      fileText(name, read, published),
    ]),
  );

const fileText = (packageName: string, read: ReadFields, published: PublishedMessages): string => {
  const readers = new Set<string>();
  const imports = new Map<string, Set<string>>();
  const mention: Mentions = {
    reader: (name) => {
      readers.add(name);
      return name;
    },
    table: (message) => {
      const other = packageOf(message);
      if (read[other]?.[message.name] === undefined) throw new Error(`which fields of ${message.fullName} are read?`);
      if (other !== packageName) imports.set(other, (imports.get(other) ?? new Set()).add(tableName(message)));
      return tableName(message);
    },
  };
  const messages = Object.entries(read[packageName] ?? {}).map(([name, fields]): ReadMessage => {
    const message = published.message(packageName, name);
    const names = fields.split(' ').filter(Boolean);
    return { message, fields: names.map((one) => findField(published, message, one)) };
  });
  const tables = inOrderOfUse(messages).map((one) => tableText(one, mention));
  const importLines = [...imports].map(
    ([other, names]) => `import { ${[...names].join(', ')} } from './${fileNameOf(other)}.ts';\n`,
  );
  return [
    `// Fields of ${packageName} that views read. Written by build/protobuf-tables.ts from build/protobuf/read-fields.ts.\n\n`,
    `import { type Decoded, ${namesOf(readers, true)} } from '../message.ts';\n`,
    `import { ${namesOf(readers, false)} } from '../fields.ts';\n`,
    ...importLines,
    ...tables.map((table) => `\n${table}`),
  ].join('');
};

const namesOf = (readers: ReadonlySet<string>, ofMessages: boolean): string =>
  [...readers].filter((name) => /message$/i.test(name) === ofMessages).join(', ');

const tableText = ({ message, fields }: ReadMessage, mention: Mentions): string => {
  const lines = fields.flatMap((one) =>
    one.json.name === undefined ? [] : [`  ${one.json.name}: ${readerOf(one, mention)},\n`],
  );
  const inline = fields.find(({ json }) => json.name === undefined)?.field;
  const parts = [
    `'${message.name}'`,
    `{\n${lines.join('')}}`,
    ...(inline === undefined
      ? []
      : [`${mention.reader('inlined')}(${inline.id}, ${mention.table(inline.resolvedType as protobuf.Type)})`]),
  ];
  const name = tableName(message);
  const describe = mention.reader(SHARED_MESSAGES.includes(message.name) ? 'sharedMessage' : 'message');
  return `export const ${name} = ${describe}(${parts.join(', ')});\nexport type Wire${message.name} = Decoded<typeof ${name}>;\n`;
};

interface ReadMessage {
  readonly message: protobuf.Type;
  readonly fields: readonly PublishedField[];
}

/** A table stands behind those that it refers to. */
const inOrderOfUse = (messages: readonly ReadMessage[]): readonly ReadMessage[] => {
  const placed = new Set<ReadMessage>();
  const place = (one: ReadMessage): void => {
    if (placed.has(one)) return;
    for (const { field } of one.fields) {
      const inner = messages.find(({ message }) => message === field.resolvedType);
      if (inner !== undefined) place(inner);
    }
    placed.add(one);
  };
  messages.forEach(place);
  return [...placed];
};

/** What the text of a table leaves behind: the tables and the readers that it names. */
interface Mentions {
  /** The name of the table of a message. */
  readonly table: (message: protobuf.Type) => string;
  readonly reader: (name: string) => string;
}

const readerOf = ({ field, json }: PublishedField, mention: Mentions): string => {
  const inner = field.resolvedType as protobuf.Type | null;
  const special = inner === null ? undefined : SCALAR_MESSAGES[inner.fullName];
  if (field.map) return `${mention.reader(mapReader(field, special))}(${field.id})`;
  if (special !== undefined) return `${mention.reader(field.repeated ? unread(field) : special)}(${field.id})`;
  if (inner !== null) return `${mention.reader(messageReader(field, json))}(${field.id}, ${mention.table(inner)})`;
  return `${mention.reader(scalarReader(field))}${field.repeated ? '' : scalarForm(json)}(${field.id})`;
};

const messageReader = ({ repeated }: protobuf.Field, { isPointer, omitsZero }: JsonForm): string => {
  if (repeated) return 'many';
  return isPointer || omitsZero ? 'one' : 'requiredOne';
};

const unread = (field: protobuf.Field): never => {
  throw new Error(`nobody reads fields like ${field.fullName} yet`);
};

const mapReader = (field: protobuf.Field, special: string | undefined): string => {
  if (field.type === 'string') return 'textMap';
  if (field.type === 'bytes') return 'keyMap';
  return special === 'quantity' ? 'quantityMap' : unread(field);
};

const scalarReader = (field: protobuf.Field): string => {
  const reader = SCALARS[field.type];
  if (field.repeated) return reader === 'text' ? 'texts' : unread(field);
  return reader ?? unread(field);
};

const scalarForm = ({ isPointer, omitsZero }: JsonForm): string => {
  if (isPointer) return '.nullable';
  return omitsZero ? '.nonZero' : '.required';
};
