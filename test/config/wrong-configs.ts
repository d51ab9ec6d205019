/** A config file with one mistake. */
export interface WrongConfig {
  readonly yaml: string;
  /** Part of the program's message. */
  readonly message: string;
  /** Why a validator of JSON Schema cannot see it. */
  readonly beyondSchema?: string;
}

/** One mistake of each kind, for the catalogue of test/fixtures/checks.ts. */
export const wrongConfigs: readonly WrongConfig[] = [
  {
    yaml: 'checks: { pods-bare: { enabled: yes } }',
    message: 'expected true or false, got text (in YAML 1.2 "yes" is text)',
  },
  { yaml: 'services: {}\nignore:', message: 'a.yaml:2:1: ignore: expected a list, got nothing: write [] for none' },
  { yaml: 'services: { api: }', message: 'services.api: expected a mapping, got nothing: write {} for none' },
  {
    yaml: 'services: { cluster: {} }',
    message: 'the service "cluster" is always there: tune its checks under "checks"',
  },
  { yaml: 'services: { "a b": {} }', message: 'services.a b: a name consists of letters' },
  {
    yaml: 'services: { api: { workloads: { selector: "a=b=c" } } }',
    message: 'is no label selector',
    beyondSchema: 'it has no grammar of label selectors',
  },
  { yaml: 'services: { api: { workloads: { selector: "" } } }', message: 'an empty selector would match everything' },
  { yaml: 'services: { api: { checks: { page: { url: x } } } }', message: 'unknown check "page": known: http-page,' },
  {
    yaml: 'services: { api: { checks: { ping: { host: x } } } }',
    message: 'unknown check "ping": ICMP needs a right that pods do not have',
  },
  {
    yaml: 'services: { api: { checks: { page: { check: Heartbeat } } } }',
    message: 'unknown check "Heartbeat": it is no check: a run calls KAVMON_HEARTBEAT_URL',
  },
  {
    yaml: 'services: { api: { checks: { page: { check: http-pag } } } }',
    message: 'unknown check "http-pag": did you mean "http-page"?',
  },
  { yaml: 'services: { api: { checks: { http-page: [] } } }', message: 'services.api.checks.http-page' },
  { yaml: 'services: { api: { checks: { http-page: 5 } } }', message: 'expected a mapping or a list, got a number' },
  { yaml: 'services: { api: { checks: { http-page: { check: sql-login, url: x } } } }', message: 'expected http-page' },
  {
    yaml: 'services: { api: { checks: { http-page: {} } } }',
    message: 'services.api.checks.http-page.url: is required',
    beyondSchema: 'the parameter may stand in the tuning of the check',
  },
  {
    yaml: 'services: { api: { checks: { http-page: { url: x, timeout: 0s } } } }',
    message: 'has to be longer than nothing',
    beyondSchema: 'it cannot compare durations',
  },
  {
    yaml: 'services: { api: { checks: { http-page: { url: x, status: [200, a] } } } }',
    message: 'status[1]: expected a number, got text',
  },
  {
    yaml: 'services: { api: { checks: { http-page: { url: x, status: {} } } } }',
    message: 'expected a number or a list, got a mapping',
  },
  {
    yaml: 'services: { api: { checks: { http-page: { url: x, method: PUTT } } } }',
    message: 'expected GET, HEAD, POST',
  },
  {
    yaml: 'services: { api: { checks: { sql-login: { url: {env: U}, min: 5, max: 1 } } } }',
    message: 'sql-login.min: min has to be at most max',
    beyondSchema: 'it cannot compare two values',
  },
  {
    yaml: 'services: { api: { checks: { pods-waiting: {} } } }',
    message: 'judges objects of the cluster, so the service needs workloads.selector',
    beyondSchema: 'a rule between two parts of a service',
  },
  {
    yaml: 'services: { api: { checks: { http-page: [{url: a, name: b}, {url: c, name: b}] } } }',
    message: 'the name "b" is taken by services.api.checks.http-page[0]',
    beyondSchema: 'it cannot compare names',
  },
  {
    yaml: 'ignore: [{ reason: x }]',
    message: 'ignore[0]: this would ignore everything: name a check, an object or a namespace',
  },
  {
    yaml: 'ignore: [{ check: pods-wait, reason: x }]',
    message: 'ignore[0].check: unknown check "pods-wait"',
    beyondSchema: 'an ignore may name a registration',
  },
  { yaml: 'ignore: [{ check: pods-waiting, reason: x, until: 2026-13-31 }]', message: 'expected a day: 2026-12-31' },
  { yaml: 'metrics: { labels: { "a-b": x } }', message: 'a label consists of letters' },
  { yaml: 'namespaces: [Prod]', message: 'this is no namespace name' },
  { yaml: 'checks: { http-page: { name: x } }', message: 'unknown key "name"' },
];
