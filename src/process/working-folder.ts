/** Where relative paths start from. A folder that was deleted under the process has nothing in it: the root stands in. */
export const workingFolder = (): string => {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
};
