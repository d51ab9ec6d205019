import { createServer } from 'node:http';

const errorBody = JSON.stringify({
  errors: [{ code: 'TOOMANYREQUESTS', message: 'pull rate limit of this account is reached' }],
});

/** An image registry that answers 429 to every request: `node busy-registry.ts PORT`. */
createServer((_, response) => {
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '600' });
  response.end(errorBody);
}).listen(Number(process.argv[2]), '127.0.0.1');
