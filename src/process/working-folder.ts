/** The folder that relative paths start from; the root when it was deleted under the process. */
export const workingFolder = (): string => {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
};
