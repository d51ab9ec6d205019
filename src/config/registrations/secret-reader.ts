import { resolve } from 'node:path';
import type { SecretReference } from '../../params/secret.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import { readFailure } from '../file/config-files.ts';

export type SecretOutcome = { readonly value: string } | { readonly failure: string };

/** Reads secrets: each reference once, each value made known to the redactor before anybody else has it. */
export const secretReader = (env: NodeJS.ProcessEnv, cwd: string, redactor: Pick<Redactor, 'register'>) => {
  const known = new Map<string, Promise<SecretOutcome>>();
  const read = async (reference: SecretReference): Promise<SecretOutcome> => {
    const resolved = 'env' in reference ? fromEnvironment(reference.env, env) : await fromFile(reference.file, cwd);
    if ('value' in resolved) redactor.register(resolved.value);
    return resolved;
  };
  return (reference: SecretReference): Promise<SecretOutcome> => {
    const key = JSON.stringify(reference);
    const promise = known.get(key) ?? read(reference);
    known.set(key, promise);
    return promise;
  };
};

const fromEnvironment = (name: string, env: NodeJS.ProcessEnv): SecretOutcome => {
  const value = env[name];
  if (value === undefined) return { failure: `the environment variable ${name} is not set` };
  return secretValue(value) ?? { failure: `the environment variable ${name} is empty` };
};

const fromFile = async (path: string, cwd: string): Promise<SecretOutcome> => {
  try {
    const { readText } = await import('../file/read-text.ts');
    return secretValue(await readText(resolve(cwd, path))) ?? { failure: `the file ${path} is empty` };
  } catch (error) {
    return { failure: `the file ${path}: ${readFailure(error)}` };
  }
};

/** What made the Secret may have ended it like a line, as `echo` does; a password with a line feed at its end is none. */
const secretValue = (text: string): SecretOutcome | undefined => {
  const value = text.replace(/\r?\n$/, '');
  return value === '' ? undefined : { value };
};

/** Where a secret comes from, for people. */
export const describeReference = (reference: SecretReference): string =>
  'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
