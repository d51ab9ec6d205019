import type { BucketParams } from './bucket-params.ts';

/** Of AWS: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const awsEndpoint = (region: string): string =>
  `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

type BucketPlace = Pick<BucketParams, 'endpoint' | 'region' | 'bucket' | 'pathStyle'>;

/** The URL of a bucket, without a slash at its end. A name with dots or capitals stands in no host. */
export const bucketUrl = ({ endpoint, region, bucket, pathStyle }: BucketPlace): string => {
  const inPath = pathStyle ?? (endpoint !== undefined || !/^[a-z0-9-]+$/.test(bucket));
  const url = new URL(endpoint ?? awsEndpoint(region));
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return inPath ? `${base}/${bucket}` : base.replace('://', `://${bucket}.`);
};

/** Text percent-encoded as signatures want it (RFC 3986: all but letters, digits and `-._~`). */
const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** The URL of a key and a query below that of its bucket. */
export const requestUrl = (bucket: string, key: string, query: Readonly<Record<string, string>> = {}): string => {
  const pairs = Object.entries(query).map((pair) => pair.map(encodeStrictly).join('='));
  const path = key === '' ? '/' : `/${key.split('/').map(encodeStrictly).join('/')}`;
  return `${bucket}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
};
