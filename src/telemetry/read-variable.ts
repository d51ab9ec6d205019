/** The first of these variables that is set; an empty one counts as unset, as OpenTelemetry has it. */
export const readVariable = (env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};
