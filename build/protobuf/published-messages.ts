import { join } from 'node:path';
import protobuf from 'protobufjs';
import { type JsonForm, readJsonForms } from './go-structs.ts';

/** A field of a published message. */
export interface PublishedField {
  readonly field: protobuf.Field;
  readonly json: JsonForm;
}

/** The messages of Kubernetes, as its Go modules publish them. */
export interface PublishedMessages {
  /** @throws when there is none. */
  message(packageName: string, name: string): protobuf.Type;
  /** All fields that JSON has too. */
  fields(message: protobuf.Type): readonly PublishedField[];
}

/** A field by the name that JSON has, or the `.proto` file where JSON has none. @throws when there is none. */
export const findField = (
  published: Pick<PublishedMessages, 'fields'>,
  message: protobuf.Type,
  name: string,
): PublishedField => {
  const found = published.fields(message).find(({ field, json }) => (json.name ?? field.name) === name);
  if (found === undefined) throw new Error(`there is no field ${name} of ${message.fullName}`);
  return found;
};

/** The path of a package's file, which imports have too: `k8s.io/api/core/v1`. */
const importPath = (packageName: string): string =>
  packageName
    .replace('k8s.io.', 'k8s.io/')
    .replace(/\.(?!io\/)/g, '/')
    .replaceAll('_', '-');

/** Reads the `.proto` files and the Go structs of packages. `folders` are those of the modules, by their names. */
export const readPublishedMessages = async (
  packages: readonly string[],
  folders: Readonly<Record<string, string>>,
): Promise<PublishedMessages> => {
  const onDisk = (path: string): string => {
    const module = Object.keys(folders).find((name) => path.startsWith(`${name}/`));
    if (module === undefined) throw new Error(`no module has ${path}`);
    return join(folders[module] as string, path.slice(module.length));
  };
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith('k8s.io/') ? onDisk(target) : target);
  await root.load(
    packages.map((name) => `${importPath(name)}/generated.proto`),
    { keepCase: true },
  );
  root.resolveAll();
  const forms = new Map(
    await Promise.all(
      packages.map(async (name) => [name, await readJsonForms(onDisk(`${importPath(name)}/types.go`))] as const),
    ),
  );
  return {
    message: (packageName, name) => root.lookupType(`${packageName}.${name}`),
    fields: (message) => {
      const ofPackage = forms.get(message.parent?.fullName.slice(1) ?? '');
      return message.fieldsArray.flatMap((field) => {
        const json = ofPackage?.get(`${message.name}.${field.id}`);
        return json === undefined ? [] : [{ field, json }];
      });
    },
  };
};
