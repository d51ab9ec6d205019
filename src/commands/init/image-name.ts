/** The last part of the repository of an image: `postgres` of `registry.example:5000/library/postgres:16@sha256:...`. */
export const imageName = (image: string): string =>
  image
    .replace(/@.*$/, '')
    .split('/')
    .at(-1)
    ?.replace(/:[^:]*$/, '') ?? '';
