import * as z from 'zod';
import {
  authParams,
  bodyParams,
  refuseSeveralBodies,
  requestParams,
  tlsParams,
} from '../../../src/expectations/http-request.ts';
import { jsonExpectation, jsonPathText } from '../../../src/expectations/json-path.ts';
import { regexPattern } from '../../../src/expectations/pattern.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { httpUrl } from '../../../src/params/http-url.ts';

const hasPattern = (pattern: string | undefined): boolean =>
  pattern === undefined || new RegExp(`${pattern}|`).exec('')?.length !== 1;

/** Schema of an endpoint that serves the model, and where its answer names what it serves. */
const servedEndpoint = () =>
  z
    .strictObject({
      url: httpUrl().describe('URL that tells which model is served'),
      ...bodyParams(),
      headers: requestParams().headers,
      auth: authParams().optional().describe('Credentials of this endpoint; those of the registry are not sent to it'),
      tls: tlsParams().optional().describe('TLS options of this endpoint'),
      path: jsonPathText().optional().describe('JSONPath of the version in its answer: `$.model.version`'),
      header: z.string().min(1).optional().describe('Header of its answer that has the version'),
      pattern: regexPattern()
        .refine(hasPattern, 'the pattern has no group: its first one is the version')
        .optional()
        .describe('Regular expression whose first group is the version in that text: `churn:(\\d+)`'),
    })
    .check(refuseSeveralBodies)
    .refine(({ path, header }) => (path === undefined) !== (header === undefined), 'give either path or header')
    .meta({ title: 'servedEndpoint' });

export type ServedEndpoint = z.output<ReturnType<typeof servedEndpoint>>;

/** Parameters of a registered model, and of what is expected of its version. */
export const modelParams = () => ({
  model: z.string().min(1).describe('Name of the registered model'),
  alias: z.string().min(1).optional().describe('Alias of the version, `champion` for one'),
  stage: z.string().min(1).optional().describe('Stage whose newest version is meant: Production, Staging'),
  version: z
    .union([z.string().regex(/^\d+$/, 'a version is a number'), z.number().int().positive().transform(String)])
    .optional()
    .describe('The version itself'),
  age: rangeLimits('s').optional().describe('Time since the version was registered'),
  jsonPath: z
    .array(jsonExpectation())
    .min(1)
    .optional()
    .describe('What the version must be; paths begin at it: `$.version`, `$.tags[?@.key == "git"].value`'),
  served: z.array(servedEndpoint()).min(1).optional().describe('Endpoints that must serve this version, each of them'),
  servedValue: jsonPathText()
    .default('$.version')
    .describe('JSONPath of what the endpoints must say: the version, or a tag of it such as a hash'),
});

export type ModelExpectations = z.output<z.ZodObject<ReturnType<typeof modelParams>>>;
