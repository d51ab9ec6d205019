import type { Comparison } from '../../../src/expectations/comparison.ts';
import { headerText } from '../../../src/expectations/http-headers.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** How servers of models word it that a model is not there yet: KServe, Triton, TorchServe, TensorFlow Serving, MLServer, Seldon. */
const LOADING =
  /\b(?:loading|not (?:yet )?(?:ready|loaded|available)|still (?:starting|warming)|warming up|initiali[sz]ing|no versions of servable)\b/i;

/** The comparison of the status, with what a server that has no model yet says. */
export const explainLoading = (comparison: Comparison, answer: HttpAnswer): Comparison => {
  const { status, body } = answer;
  const isUnavailable = comparison.name === 'status' && comparison.status === 'fail' && [503, 429].includes(status);
  if (!isUnavailable) return comparison;
  if (LOADING.test(body) || (status === 503 && headerText(answer, 'retry-after') !== ''))
    return {
      ...comparison,
      text: `${comparison.text}; the model is still being loaded, as the server says`,
      advice: 'starting',
    };
  return status === 503
    ? { ...comparison, text: `${comparison.text}; no replica takes requests: is the model loaded, are its pods ready?` }
    : comparison;
};
