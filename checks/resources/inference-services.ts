import { defineResourceCheck } from './resource-check.ts';

/** https://kserve.github.io/website/docs/reference/crd-api */
export default defineResourceCheck({
  name: 'inference-services',
  title: 'Inference services of KServe are ready',
  why: 'A model that does not load answers no prediction, or the version before goes on answering.',
  remedy:
    'Look at the predictor: the storage initializer says whether the model was found, its container whether it loads.',
  kinds: { inferenceServices: { ready: ['Ready'], childLabel: 'serving.kserve.io/inferenceservice' } },
});
