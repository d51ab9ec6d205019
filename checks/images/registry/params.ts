import * as z from 'zod';
import { requestParams } from '../../../src/expectations/http-request.ts';
import { httpUrl } from '../../../src/params/http-url.ts';
import { refuseText } from '../../../src/params/refuse-text.ts';
import { secret, secretOrText } from '../../../src/params/secret.ts';
import { imageProblem } from './image-address.ts';

const { tls, ipFamily, proxy } = requestParams();

/** Parameters of an image in a registry, and of who asks for it. */
export const registryParams = () => ({
  image: z
    .string()
    .check(refuseText(imageProblem))
    .describe('Image as pods name it: `registry.shop:5000/team/app:1.4.0`, `nginx@sha256:...`'),
  platforms: z
    .array(
      z.string().regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9]+)?$/, 'a platform is OS/ARCHITECTURE or with a variant'),
    )
    .min(1)
    .optional()
    .describe('Platforms that the image must be there for: `linux/amd64`, `linux/arm/v7`'),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits')
    .optional()
    .describe('Digest that the tag must have, that of the index or of one of its platforms'),
  endpoint: httpUrl()
    .optional()
    .describe(
      'URL to ask in place of the registry that the image names: a mirror, a pull-through cache, or plain http',
    ),
  credentials: z
    .strictObject({ username: secretOrText().describe('User'), password: secret().describe('Password or token') })
    .optional()
    .describe('Login, as for docker login'),
  dockerConfig: secret()
    .optional()
    .describe('Docker config with logins: the .dockerconfigjson of a pull Secret, by reference to its file'),
  tls,
  ipFamily,
  proxy,
});

export type RegistryParams = z.output<z.ZodObject<ReturnType<typeof registryParams>>>;
