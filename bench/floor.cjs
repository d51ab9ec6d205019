// What a probe cannot go below: connections of their own and one question each, with nothing around them. Arguments: a client by
// its name, the number of connections, and its target as JSON. Plain JavaScript, since Node would take its time to strip types.
const { connect } = require('node:net');

const [, , client = '', count = '', target = ''] = process.argv;
const options = JSON.parse(target);

/** Sends the request, and hands over what arrives. */
const ask = (port, path, take) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.on('connect', () => socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`));
    socket.on('data', (bytes) => {
      if (take(bytes)) resolve(socket.destroy());
    });
    socket.on('error', reject);
  });

/** Each makes what asks once. */
const CLIENTS = {
  socket: () => (index) => {
    let answer = '';
    return ask(options.port, `${options.path}/${index}`, (bytes) => {
      answer += bytes.toString('latin1');
      return /^HTTP\/1\.1 200 .*\r\n\r\nok\n/s.test(answer);
    });
  },
  // Only Node's own name of it gives the parser without a client.
  llhttp: () => {
    const { HTTPParser } = process.getBuiltinModule('_http_common');
    return (index) => {
      let isWhole = false;
      const parser = new HTTPParser();
      parser.initialize(HTTPParser.RESPONSE, {});
      parser[HTTPParser.kOnMessageComplete] = () => {
        isWhole = true;
      };
      return ask(options.port, `${options.path}/${index}`, (bytes) => {
        parser.execute(bytes);
        return isWhole;
      });
    };
  },
  'node:http': () => {
    const { request } = require('node:http');
    return (index) =>
      new Promise((resolve, reject) => {
        const about = { host: '127.0.0.1', port: options.port, path: `${options.path}/${index}`, agent: false };
        const sent = request(about, (response) => response.resume().on('end', resolve));
        sent.on('error', reject).end();
      });
  },
  undici: () => {
    const { Client } = require('undici');
    return async (index) => {
      const one = new Client(`http://127.0.0.1:${options.port}`, { pipelining: 0 });
      const { body } = await one.request({ method: 'GET', path: `${options.path}/${index}` });
      await body.dump();
      await one.close();
    };
  },
  pg: () => {
    const { Client } = require('pg');
    return async () => {
      const one = new Client({ connectionString: options.url });
      await one.connect();
      await one.query('select 1');
      await one.end();
    };
  },
  ioredis: () => {
    const { Redis } = require('ioredis');
    return async () => {
      const one = new Redis(options.url, { lazyConnect: true, protocol: 2 });
      await one.connect();
      await one.ping();
      one.disconnect();
    };
  },
  'node:tls': () => {
    const tls = require('node:tls');
    const secureContext = tls.createSecureContext({ ca: options.ca });
    return () =>
      new Promise((resolve, reject) => {
        const about = { host: '127.0.0.1', port: options.port, servername: 'localhost', secureContext };
        const socket = tls.connect(about, () => resolve(socket.destroy()));
        socket.on('error', reject);
      });
  },
};

const askOnce = CLIENTS[client]();
Promise.all(Array.from({ length: Number(count) }, (_, index) => askOnce(index))).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
