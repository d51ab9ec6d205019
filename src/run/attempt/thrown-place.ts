import { fileURLToPath } from 'node:url';
import { entryPointUrl } from '../../process/entry-points.ts';

/** A frame of V8's stack traces that is in a file: its path or URL, line and column. */
const FRAME_PATTERN = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/gm;

const ownFolder = fileURLToPath(new URL('.', entryPointUrl('index')));

/**
 * Where in a user's code something was thrown, as `file:line:column`: the first frame that is neither Node's, nor of kavmon,
 * nor of an installed package, the folder of the module aside. Undefined when there is none. Never throws.
 */
export const placeOfThrown = (thrown: unknown, module: string | undefined): string | undefined => {
  try {
    const { stack } = thrown as { readonly stack?: unknown };
    if (typeof stack !== 'string') return undefined;
    const frames = [...stack.matchAll(FRAME_PATTERN)].map(([, file = '', line, column]) => ({
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      position: `${line}:${column}`,
    }));
    const found = frames.find(({ file }) => isUserFile(file, module));
    return found === undefined ? undefined : `${found.file}:${found.position}`;
  } catch {
    return undefined;
  }
};

const isUserFile = (file: string, module: string | undefined): boolean => {
  if (module !== undefined && file.startsWith(module.slice(0, module.lastIndexOf('/') + 1))) return true;
  return !file.includes('/node_modules/') && !file.startsWith(ownFolder);
};
