import { defineResourceCheck } from './resource-check.ts';

/** https://knative.dev/docs/serving/ and https://knative.dev/docs/eventing/ */
export default defineResourceCheck({
  name: 'knative',
  title: 'Services, brokers and triggers of Knative are ready',
  why: 'Requests and events go to the revision before, or nowhere.',
  remedy: 'Describe the newest revision: image, probe or quota; for a trigger its broker and subscriber.',
  kinds: {
    knativeServices: { ready: ['Ready'], childLabel: 'serving.knative.dev/service' },
    knativeBrokers: { ready: ['Ready'] },
    knativeTriggers: { ready: ['Ready'] },
  },
});
