/** Words for what was looked at that its name in the report does not give. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  apiServers: 'API servers',
  apiServices: 'APIServices',
  validatingWebhooks: 'ValidatingWebhookConfigurations',
  mutatingWebhooks: 'MutatingWebhookConfigurations',
  loadBalancers: 'Services of type LoadBalancer',
  localServices: 'Services with internalTrafficPolicy Local',
  tlsSecrets: 'TLS Secrets',
  givenAddresses: 'addresses with a name and a port',
};

/** Views whose kind is one word, and is written as a kind. */
const ONE_WORD_KINDS: ReadonlySet<string> = new Set([
  ...['deployments', 'jobs', 'services', 'ingresses', 'leases', 'gateways', 'issuers', 'machines', 'kafkas'],
  ...['elasticsearches', 'prometheuses', 'alertmanagers'],
]);

/** A kind that the configuration names: `widgets.acme.io`. */
const OWN_NAME = /^[a-z0-9-]+\./;

/** What was looked at by its name in the report: `daemonSets` are `DaemonSets`, `certificates` are no kind. */
export const kindWord = (name: string): string => {
  if (OWN_NAME.test(name)) return name;
  const isKind = ONE_WORD_KINDS.has(name) || /[A-Z]/.test(name);
  return OWN_WORDS[name] ?? (isKind ? name.charAt(0).toUpperCase() + name.slice(1) : name);
};

/** `59 pods`, `1 DaemonSet`, `2 NetworkPolicies`. */
export const countOfKind = (count: number, name: string): string =>
  `${count} ${count === 1 ? singularOf(kindWord(name)) : kindWord(name)}`;

const singularOf = (words: string): string => {
  const [word = '', ...rest] = words.split(/(?= of | with )/);
  return [singularWord(word), ...rest].join('');
};

const singularWord = (word: string): string => {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.replace(/(?<=ss|x|ch|sh)es$|s$/, '');
};
