type Shape = readonly [shipper: string, documentOf: (line: string) => object];

const TIME = '2026-11-28T12:00:00.123Z';

/** Labels that are a text here and an object there: a mapping made from documents refuses one of them. */
const KUBERNETES = { pod_name: 'kavmon-1', labels: { app: 'kavmon', 'app.kubernetes.io/name': 'kavmon' } };

/** What Filebeat adds to everything. */
const BEATS = {
  host: { name: 'node-1' },
  ecs: { version: '8.0.0' },
  agent: { type: 'filebeat' },
  input: { type: 'filestream' },
};

/** What each shipper makes of a line of a container, by its documentation; those with a snippet as the snippet has it. */
export const shapesOfShippers: readonly Shape[] = [
  [
    'Filebeat',
    (message) => ({
      '@timestamp': TIME,
      message,
      stream: 'stdout',
      ...BEATS,
      log: { file: { path: '/var/log/containers/kavmon-1.log' } },
    }),
  ],
  [
    'Filebeat with an ndjson parser',
    (line) => ({ '@timestamp': TIME, log: { offset: 7 }, ...BEATS, ...JSON.parse(line) }),
  ],
  [
    'Fluent Bit',
    (log) => ({ '@timestamp': TIME, time: TIME, stream: 'stdout', logtag: 'F', log, kubernetes: KUBERNETES }),
  ],
  [
    'Fluent Bit with Merge_Log and Keep_Log',
    (log) => ({ '@timestamp': TIME, log, stream: 'stdout', kubernetes: KUBERNETES, ...JSON.parse(log) }),
  ],
  [
    'Fluent Bit with a Merge_Log_Key',
    (log) => ({ '@timestamp': TIME, log, stream: 'stdout', kubernetes: KUBERNETES, log_read: JSON.parse(log) }),
  ],
  [
    'a shipper that reads no container log',
    (line) => ({ '@timestamp': TIME, event: { original: 'x' }, MESSAGE: `${TIME} stdout F ${line}` }),
  ],
  ['Vector', (message) => ({ '@timestamp': TIME, message, kubernetes: KUBERNETES })],
  [
    'Vector from a file',
    (message) => ({ timestamp: TIME, message, host: 'node-1', source_type: 'file', file: '/var/log/pods/x/0.log' }),
  ],
  ['the OpenTelemetry Collector', (message) => ({ message })],
  [
    'the OpenTelemetry Collector in a body',
    (body) => ({ '@timestamp': TIME, body, attributes: { 'log.iostream': 'stdout' } }),
  ],
  ['the OpenTelemetry Collector in a body it read', (line) => ({ '@timestamp': TIME, body: JSON.parse(line) })],
  ['Logstash with a string host', (line) => ({ '@version': '1', host: 'node-1', ...JSON.parse(line) })],
];
