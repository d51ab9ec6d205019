import { createHash } from 'node:crypto';
import { ProbeError } from '../../../src/model/errors.ts';
import type { BucketParams } from './bucket-params.ts';

/** A request before it is signed. */
interface UnsignedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/**
 * The headers of a request with the signature of AWS (SigV4); those that were given where there are no credentials.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export const signRequest = async (
  { url, method, headers, body }: UnsignedRequest,
  { credentials, region }: Pick<BucketParams, 'credentials' | 'region'>,
): Promise<Readonly<Record<string, string>>> => {
  if (credentials === undefined) return headers;
  if (credentials.accessKeyId === '' || credentials.secretAccessKey === '')
    throw new ProbeError('config', 'the access key or the secret key is empty');
  const { AwsV4Signer } = await import('aws4fetch');
  // The hash is always that of the body: not every service takes an unsigned one.
  const hash = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const { sessionToken, ...keys } = credentials;
  const signer = new AwsV4Signer({
    ...keys,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    url,
    method,
    region,
    service: 's3',
    headers: { ...headers, 'x-amz-content-sha256': hash },
  });
  const signed = await signer.sign();
  return Object.fromEntries(signed.headers.entries());
};
