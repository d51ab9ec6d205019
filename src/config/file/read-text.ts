import { readLocalFile } from '../../process/local-file.ts';
import { decodeText } from '../../text/decode-text.ts';

/** The text of a file, whatever its byte order mark. Rejects as {@link readLocalFile} does. */
export const readText = async (path: string): Promise<string> => decodeText(await readLocalFile(path));
