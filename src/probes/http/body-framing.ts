import { type AnswerHead, headerValues } from './answer-head.ts';
import { BrokenRule } from './broken-rule.ts';
import { framedByChunks } from './chunked-framing.ts';
import { type BodyFraming, framedByClose, framedByLength } from './framing.ts';

/** The framing of the body behind a head, the answer to a request with this method. @throws {BrokenRule} */
export const bodyFraming = ({ status, headers }: AnswerHead, method: string): BodyFraming => {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return framedByLength(0);
  const codings = headerValues(headers, 'transfer-encoding').join(',').toLowerCase().split(',');
  const coding = codings.at(-1)?.trim() ?? '';
  if (coding === 'chunked') return framedByChunks();
  const length = coding === '' || coding === 'identity' ? announcedLength(headers) : undefined;
  return length === undefined ? framedByClose : framedByLength(length);
};

/** Content-Length, which may be there more than once if it is the same. */
const announcedLength = (headers: AnswerHead['headers']): number | undefined => {
  const values = headerValues(headers, 'content-length').flatMap((value) => value.split(','));
  const [length, other] = new Set(values.map((value) => value.trim()));
  if (length === undefined) return undefined;
  if (other !== undefined) throw new BrokenRule('Duplicate Content-Length');
  if (!/^\d+$/.test(length)) throw new BrokenRule('Invalid character in Content-Length');
  return Number(length);
};
