// The layers of the house, from the ground up (CONTRIBUTING.md). A room imports only rooms of the layers below its own.

/** @type {readonly (readonly string[])[]} Folders of each layer; rooms of one layer do not import each other. */
const layers = [
  ['src/text', 'src/process'],
  ['src/model', 'src/redaction'],
  ['src/kubernetes', 'src/probes', 'src/log', 'src/telemetry'],
  ['src/check', 'src/params'],
  ['src/findings', 'src/report', 'src/expectations', 'src/status', 'src/triage'],
  ['checks', 'src/config'],
  ['src/dashboards'],
  ['src/run', 'src/docs'],
  ['src/startup', 'src/testing'],
  ['src/commands'],
  ['src/cli.ts', 'src/index.ts'],
];

/** @type {Readonly<Record<string, readonly string[]>>} Where each package may be imported. */
const packages = {
  '@elastic/ecs-pino-format': ['src/log'],
  '@grafana/grafana-foundation-sdk': ['src/dashboards'],
  '@kubernetes/client-node': ['src/kubernetes'],
  '@nats-io/.+': ['src/probes'],
  '@opentelemetry/.+': ['src/telemetry'],
  '@peculiar/.+': ['src/probes'],
  '@platformatic/kafka': ['src/probes'],
  '@rgrove/parse-xml': ['checks'],
  aws4fetch: ['checks'],
  ajv: ['src/expectations'],
  'ajv-formats': ['src/expectations'],
  commander: ['src/cli.ts', 'src/commands'],
  execa: ['src/probes'],
  'fastest-levenshtein': ['src/text'],
  ioredis: ['src/probes'],
  'json-p3': ['src/expectations'],
  mongodb: ['src/probes'],
  mysql2: ['src/probes'],
  'p-limit': ['src/run', 'src/kubernetes'],
  pg: ['src/probes'],
  picomatch: ['src/findings'],
  pino: ['src/log'],
  piscina: ['src/run'],
  semver: ['src/expectations', 'checks'],
  ws: ['src/probes'],
  yaml: ['src/config', 'src/kubernetes/access', 'src/kubernetes/replay/yaml', 'src/docs', 'src/commands'],
};

/** @param {readonly string[]} rooms */
const within = (rooms) => `^(?:${rooms.map((room) => room.replace('.', '\\.')).join('|')})(?:/|$)`;

const layerRules = layers.flatMap((rooms, index) =>
  rooms.map((room) => ({
    name: `layer-of-${room.replaceAll('/', '-')}`,
    comment: `${room} imports only rooms of the layers below it`,
    severity: 'error',
    from: { path: within([room]) },
    to: {
      path: within(['src', 'checks']),
      pathNot: within([room, ...layers.slice(0, index).flat()]),
    },
  })),
);

const packageRules = Object.entries(packages).map(([name, rooms]) => ({
  name: `package-${name.replaceAll(/[^\w-]+/g, '-')}`,
  comment: `${name} is imported in ${rooms.join(', ')} alone`,
  severity: 'error',
  from: { path: '^(?:src|checks)/', pathNot: within(rooms) },
  to: { path: `node_modules/${name}(?:/|$)` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'circle', severity: 'error', from: { path: '^(?:src|checks)/' }, to: { circular: true } },
    {
      name: 'root',
      comment: 'src/ itself holds the program and the public API; everything else has a room',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+$', pathNot: '^src/(?:cli|index)\\.ts$' },
    },
    ...layerRules,
    ...packageRules,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
