import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { type BucketApi, isDone, serviceNow } from './bucket-api.ts';
import { readXml, type XmlPart } from './read-xml.ts';

/** An object as a list has it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes; NaN when the list does not say. */
  readonly size: number;
  /** Milliseconds since the epoch; NaN when the list does not say. */
  readonly modifiedAt: number;
}

/** What lists of a bucket are to hold, and how far they are read. */
export interface ListWish {
  readonly prefix: string;
  readonly maxPages: number;
  /** Keys of a page. Default: 1000, the most that there can be. */
  readonly pageSize?: number;
  /** Milliseconds that each page may take. */
  readonly limitMs?: number;
  readonly now: number;
}

/** How far a list was read. */
export interface ListEnd {
  readonly pages: number;
  /** Whether there is more than was read. */
  readonly isCut: boolean;
  /** The clock of the service. */
  readonly now: number;
}

/** Of a page of 1000 keys, each of 1 KiB at most, percent-encoded. */
const PAGE_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Lists the objects under a prefix, page by page (ListObjectsV2), and hands each to `take`; nothing is kept of them here. Placeholders
 * of folders are no objects. Throws ProbeError: a refusal, or `protocol` for what is no list or goes round in circles.
 */
export const listObjects = async (
  api: BucketApi,
  { prefix, maxPages, pageSize = 1000, limitMs, now }: ListWish,
  take: (object: ListedObject) => void,
): Promise<ListEnd> => {
  const what = `the list of ${prefix === '' ? 'the bucket' : JSON.stringify(prefix)}`;
  let token: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const query = listQuery(prefix, pageSize, token);
    const answer = await api.send({ method: 'GET', query, bodyLimit: PAGE_LIMIT_BYTES, limitMs });
    const page = await readPage(api, what, answer);
    const isEncoded = page.textOf('EncodingType') === 'url';
    const objects = page.all('Contents').map((element) => readObject(element, isEncoded));
    for (const object of objects.filter((one) => one.key.startsWith(prefix) && !isFolder(one))) take(object);
    const next = nextToken(page);
    if (next === undefined || pages >= maxPages)
      return { pages, isCut: next !== undefined, now: serviceNow(answer, now) };
    if (next === '' || next === token)
      throw new ProbeError(
        'protocol',
        `${api.target}: ${what}: page ${pages} is not the last one and does not say where the next begins`,
      );
    token = next;
  }
};

const readPage = async (api: BucketApi, what: string, answer: HttpAnswer): Promise<XmlPart> => {
  if (!isDone(answer)) throw (await api.refusal(what, answer)).error;
  const page = answer.bodyProblem === undefined ? await readXml(answer.body) : undefined;
  if (page?.name === 'ListBucketResult') return page;
  throw notListError(`${api.target}: ${what}`, answer.bodyProblem);
};

/** Where the next page begins; empty when the page does not say it, undefined when it is the last one. */
const nextToken = (page: XmlPart): string | undefined =>
  page.textOf('IsTruncated') === 'true' ? (page.textOf('NextContinuationToken') ?? '') : undefined;

const listQuery = (prefix: string, pageSize: number, token: string | undefined): Readonly<Record<string, string>> => ({
  'list-type': '2',
  'encoding-type': 'url',
  'max-keys': String(pageSize),
  ...(prefix === '' ? {} : { prefix }),
  ...(token === undefined ? {} : { 'continuation-token': token }),
});

const notListError = (what: string, problem: string | undefined): ProbeError =>
  new ProbeError('protocol', `${what}: ${problem ?? 'the answer is no list of S3: is it an object store?'}`, {
    advice: problem === undefined ? 'other_protocol' : undefined,
  });

const isFolder = ({ key, size }: ListedObject): boolean => key.endsWith('/') && size === 0;

const readObject = (element: XmlPart, isEncoded: boolean): ListedObject => {
  const key = element.textOf('Key') ?? '';
  const size = element.textOf('Size') ?? '';
  return {
    key: isEncoded ? decodeKey(key) : key,
    size: /^\d+$/.test(size) ? Number(size) : Number.NaN,
    modifiedAt: Date.parse(element.textOf('LastModified') ?? ''),
  };
};

const decodeKey = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};
