import * as z from 'zod';
import { requestParams } from '../../../src/expectations/http-request.ts';
import { httpUrl } from '../../../src/params/http-url.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import { httpTarget } from '../../../src/params/service-target.ts';

const { tls, ipFamily, proxy, bodyLimit, headers } = requestParams();

const endpointProblem = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (url === null) return undefined;
  if (url.username !== '' || url.password !== '') return 'credentials stand in credentials, not in the URL';
  return url.search !== '' || url.hash !== '' ? 'an endpoint ends with its path' : undefined;
};

/** Parameters of where a bucket is, and of who asks. */
export const bucketParams = () => ({
  endpoint: httpUrl()
    .check(refuseText(endpointProblem))
    .optional()
    .describe('URL of the service without the bucket; that of AWS in the region when left out'),
  target: httpTarget().optional(),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'a region is a name such as eu-central-1')
    .default('us-east-1')
    .describe('Region, which is a part of every signature'),
  bucket: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/, 'a bucket has letters, digits, dots, dashes, at least 3')
    .describe('Bucket'),
  pathStyle: z
    .boolean()
    .optional()
    .describe('Whether the bucket stands in the path (true) or in the host (false); true with an endpoint of your own'),
  credentials: z
    .strictObject({
      accessKeyId: secretOrText().describe('Access key'),
      secretAccessKey: secret().describe('Secret key'),
      sessionToken: secret().optional().describe('Session token, for credentials that end'),
    })
    .optional()
    .describe('Credentials that sign each request (SigV4); without them requests are anonymous'),
  headers,
  tls,
  ipFamily,
  proxy,
  bodyLimit,
});

export type BucketParams = z.output<z.ZodObject<ReturnType<typeof bucketParams>>>;
