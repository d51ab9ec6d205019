/** What the template `.krew.yaml` lacks. */
export interface KrewRelease {
  readonly version: string;
  /** SHA-256 of archives by their file names. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Fills `{{ version }}` and `{{ sha256 ARCHIVE }}` into the template. Returns the manifest, or undefined when some of its archives
 * were not made.
 */
export const fillKrewManifest = (template: string, { version, digests }: KrewRelease): string | undefined => {
  const values = new Map([...digests].map(([name, digest]) => [`sha256 ${name}`, digest]));
  values.set('version', version);
  let isWhole = true;
  const filled = template.replace(/\{\{ (.+?) \}\}/g, (_, name: string) => {
    isWhole &&= values.has(name);
    return values.get(name) ?? '';
  });
  return isWhole ? filled : undefined;
};
