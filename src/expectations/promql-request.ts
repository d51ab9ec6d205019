import type * as z from 'zod';
import { httpUrl } from '../params/http-url.ts';
import { refuseText } from '../params/refuse-text.ts';
import { secretOrText } from '../params/secret.ts';
import type { BoundProbes } from '../probes/index.ts';
import { headerValueProblem } from '../text/secret-forms.ts';
import { requestParams, toHttpOptions } from './http-request.ts';

type PrometheusOptions = Parameters<BoundProbes['prometheus']>[0];

/** Parameters of where to ask PromQL, and how. */
export const promqlRequestParams = () => ({
  url: httpUrl().describe('What stands before `/api/v1/query`: `http://prometheus:9090`, `http://mimir/prometheus`'),
  tenant: secretOrText()
    .check(refuseText(headerValueProblem))
    .optional()
    .describe('Tenant of Mimir, Cortex or Thanos: the header X-Scope-OrgID'),
  ...requestParams(),
});

type PromqlRequestParams = z.output<z.ZodObject<ReturnType<typeof promqlRequestParams>>>;

/** The options of the Prometheus probe by these parameters, without the query. */
export const toPrometheusOptions = ({
  url,
  tenant,
  ...params
}: PromqlRequestParams): Omit<PrometheusOptions, 'query'> => {
  const options = toHttpOptions(params);
  return {
    ...options,
    url,
    headers: { ...options.headers, ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }) },
  };
};
