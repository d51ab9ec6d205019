/**
 * The message of a YAML error without what it repeats of the file: an unknown tag, an alias and a scalar where none may
 * stand can be parts of a password.
 */
export const yamlErrorText = (message: string): string => message.replace(/:\s[\s\S]*$/, '');
