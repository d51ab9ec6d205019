import { shortenText } from '../../../src/expectations/comparison.ts';
import { headerText } from '../../../src/expectations/http-headers.ts';
import { compareStatus } from '../../../src/expectations/http-response.ts';
import { SUCCESS_STATUSES } from '../../../src/expectations/status-set.ts';
import type { Advice } from '../../../src/model/advice.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { ProbeReason } from '../../../src/model/reasons.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { readXml, type XmlPart } from './read-xml.ts';

/** What a service says in place of what was asked for. */
export interface Refusal {
  /** Of its error document: `NoSuchKey`; empty without one. */
  readonly code: string;
  readonly error: ProbeError;
}

/** What codes of S3 mean; `undecided` says nothing of the bucket. */
interface Meaning {
  readonly reason: ProbeReason;
  readonly undecided?: true;
  readonly advice?: Advice;
}

const AUTH: Meaning = { reason: 'auth' };
const OTHER_REGION: Meaning = { reason: 'config', undecided: true, advice: 's3_region' };
const THROTTLED: Meaning = { reason: 'status', undecided: true, advice: 'throttled' };
const NO_BUCKET: Meaning = { reason: 'status', advice: 'no_bucket' };
const CLOCK: Meaning = { reason: 'auth', undecided: true, advice: 'signing_clock' };
const NO_SPACE: Meaning = { reason: 'read_only' };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and words of MinIO, Ceph and Google. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  InvalidAccessKeyId: AUTH,
  SignatureDoesNotMatch: AUTH,
  ExpiredToken: AUTH,
  InvalidToken: AUTH,
  TokenRefreshRequired: AUTH,
  AuthorizationHeaderMalformed: AUTH,
  InvalidSecurity: AUTH,
  RequestTimeTooSkewed: CLOCK,
  RequestExpired: CLOCK,
  PermanentRedirect: OTHER_REGION,
  TemporaryRedirect: OTHER_REGION,
  IllegalLocationConstraintException: OTHER_REGION,
  NoSuchBucket: NO_BUCKET,
  SlowDown: THROTTLED,
  SlowDownRead: THROTTLED,
  SlowDownWrite: THROTTLED,
  TooManyRequests: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  BandwidthLimitExceeded: THROTTLED,
  ThrottlingException: THROTTLED,
  QuotaExceeded: NO_SPACE,
  XMinioStorageFull: NO_SPACE,
};

/** Reads why a service does not do what it was asked; `isAnonymous` says that no credentials were sent. */
export const readRefusal = async (what: string, answer: HttpAnswer, isAnonymous: boolean): Promise<Refusal> => {
  const document = await readXml(answer.body);
  const error = document?.name === 'Error' ? document : undefined;
  const { text, reason, advice } = compareStatus(answer, SUCCESS_STATUSES);
  const code = error?.textOf('Code') ?? '';
  const region = foundRegion(answer, error);
  const meaning = meaningOf(answer.status, code, region) ?? { reason, ...(advice === undefined ? {} : { advice }) };
  const said = describeError(answer.status, error) ?? text;
  const hints = [said, regionHint(region, meaning), clockHint(answer, meaning)].filter((hint) => hint !== '');
  return {
    code,
    error: new ProbeError(meaning.reason, `${what}: ${hints.join('; ')}`, {
      advice: isAnonymous && isLogin(meaning) ? 'no_credentials' : meaning.advice,
      undecided: meaning.undecided === true,
    }),
  };
};

const describeError = (status: number, error: XmlPart | undefined): string | undefined => {
  const [code = '', message = ''] = [error?.textOf('Code'), error?.textOf('Message')];
  if (code === '') return undefined;
  return `status is ${status}, ${code}${message === '' ? '' : `: ${shortenText(message)}`}`;
};

const isLogin = ({ reason, undecided }: Meaning): boolean =>
  undecided === undefined && (reason === 'auth' || reason === 'permission');

const meaningOf = (status: number, code: string, region: string): Meaning | undefined => {
  if (code === 'AuthorizationHeaderMalformed' && region !== '') return OTHER_REGION;
  if (Object.hasOwn(MEANINGS, code)) return MEANINGS[code];
  if (status === 429) return THROTTLED;
  if (status === 507) return NO_SPACE;
  return status >= 300 && status < 400 && region !== '' ? OTHER_REGION : undefined;
};

const foundRegion = (answer: HttpAnswer, error: XmlPart | undefined): string =>
  headerText(answer, 'x-amz-bucket-region') || (error?.textOf('Region') ?? error?.textOf('Endpoint') ?? '');

const regionHint = (region: string, meaning: Meaning): string =>
  meaning === OTHER_REGION && region !== '' ? `the bucket is at ${shortenText(region)}` : '';

/** Services take signatures of a quarter of an hour: the message shows which clock is off. */
const clockHint = (answer: HttpAnswer, meaning: Meaning): string => {
  if (meaning !== CLOCK) return '';
  const there = Date.parse(headerText(answer, 'date'));
  const here = new Date().toISOString();
  return `the clock here says ${here}${Number.isNaN(there) ? '' : `, that of the service ${new Date(there).toISOString()}`}`;
};
