import { resolve } from 'node:path';
import type { SecretReference } from '../secret.ts';
import { readFailure } from './files.ts';

/** Takes every value that may appear in no output, and looks for its other forms by itself. */
export interface Redactor {
  register(value: string): unknown;
}

export type Resolved = { readonly value: string } | { readonly failure: string };

/** Reads secrets: each reference once, each value made known to the redactor before anybody else has it. */
export const secretReader = (env: NodeJS.ProcessEnv, cwd: string, redactor: Redactor) => {
  const known = new Map<string, Promise<Resolved>>();
  const read = async (reference: SecretReference): Promise<Resolved> => {
    const resolved = 'env' in reference ? fromEnvironment(reference.env, env) : await fromFile(reference.file, cwd);
    if ('value' in resolved) redactor.register(resolved.value);
    return resolved;
  };
  return (reference: SecretReference): Promise<Resolved> => {
    const key = JSON.stringify(reference);
    const promise = known.get(key) ?? read(reference);
    known.set(key, promise);
    return promise;
  };
};

const fromEnvironment = (name: string, env: NodeJS.ProcessEnv): Resolved => {
  const value = env[name];
  if (value === undefined) return { failure: `the environment variable ${name} is not set` };
  return value === '' ? { failure: `the environment variable ${name} is empty` } : { value };
};

const fromFile = async (path: string, cwd: string): Promise<Resolved> => {
  try {
    const { readText } = await import('./read-text.ts');
    const value = (await readText(resolve(cwd, path))).replace(/\r?\n$/, '');
    return value === '' ? { failure: `the file ${path} is empty` } : { value };
  } catch (error) {
    return { failure: `the file ${path}: ${readFailure(error)}` };
  }
};

/** Where a secret comes from, for people. */
export const sourceText = (reference: SecretReference): string =>
  'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
