import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** How servers of models word it that a model is not there yet: KServe, Triton, TorchServe, TensorFlow Serving, MLServer, Seldon. */
const LOADING =
  /\b(?:loading|not (?:yet )?(?:ready|loaded|available)|still (?:starting|warming)|warming up|initiali[sz]ing|no versions of servable)\b/i;

/** The comparison of the status, with what a server that has no model yet says. */
export const explainLoading = (comparison: Comparison, { status, body, headers }: HttpAnswer): Comparison => {
  const isUnavailable = comparison.name === 'status' && comparison.status === 'fail' && [503, 429].includes(status);
  if (!isUnavailable) return comparison;
  const retryAfter = headers.find(([name]) => name === 'retry-after')?.[1];
  if (LOADING.test(body) || (status === 503 && retryAfter !== undefined))
    return {
      ...comparison,
      text: `${comparison.text}; the model is still being loaded, as the server says`,
      advice: 'starting',
    };
  return status === 503
    ? { ...comparison, text: `${comparison.text}; no replica takes requests: is the model loaded, are its pods ready?` }
    : comparison;
};
