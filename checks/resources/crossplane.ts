import { holdPath } from '../../src/kubernetes/hold-marks.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const onHold = [holdPath('crossplane.io/paused')];
const packageRule: ResourceRule = { ready: ['Healthy'], wellWhenTrue: ['Installed'], onHold };

/** What packages bring, as managed resources, has kinds of its own. https://docs.crossplane.io/latest/packages/providers/ */
export default defineResourceCheck({
  name: 'crossplane',
  title: 'Packages of Crossplane are installed and healthy',
  why: 'Nothing of what a package manages is made, changed or repaired while it is down.',
  remedy: 'Describe the package and its newest revision: image, rights, or a dependency that is missing.',
  kinds: {
    crossplaneProviders: packageRule,
    crossplaneConfigurations: packageRule,
    crossplaneFunctions: packageRule,
    compositeDefinitions: { ready: ['Established'], wellWhenTrue: ['Offered'], onHold },
  },
});
