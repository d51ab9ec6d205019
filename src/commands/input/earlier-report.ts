import { promisify } from 'node:util';
import type { EarlierRun } from '../../findings/changes/compare-reports.ts';
import { errorMessage, UsageError } from '../../model/errors.ts';
import { readLocalFile } from '../../process/local-file.ts';

/** Of a report, packed and unpacked: one of 5,000 checks takes 10 MB. */
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/**
 * Reads the report that `--since` names: a file of `-o json`, also compressed by gzip, or `-` for standard input.
 * @throws {UsageError} that names the file and says why it cannot be used.
 */
export const readEarlierReport = async (file: string): Promise<EarlierRun> => {
  try {
    const bytes = await readLocalFile(file === '-' ? '/dev/stdin' : file, MAX_REPORT_BYTES);
    const { parseEarlierReport } = await import('../../findings/changes/earlier-report.ts');
    const { decodeText } = await import('../../text/decode-text.ts');
    return { file, report: parseEarlierReport(decodeText(await unpack(bytes))) };
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(`--since ${file}: ${isMissing ? 'there is no such file' : errorMessage(cause)}`, 'config', {
      cause,
    });
  }
};

const unpack = async (bytes: Buffer): Promise<Buffer> => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const { gunzip } = await import('node:zlib');
  return promisify(gunzip)(bytes, { maxOutputLength: MAX_REPORT_BYTES }).catch((cause: Error) => {
    const isLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = isLarge ? `it is larger than ${MAX_REPORT_BYTES / 1024 / 1024} MiB` : 'its gzip data is broken';
    throw new Error(why, { cause });
  });
};
