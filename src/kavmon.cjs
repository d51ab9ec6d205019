#!/usr/bin/env node
// Plain old JavaScript, so that a Node that is too old can say so instead of failing on syntax it does not know.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`kavmon needs Node.js 22.19 or newer, this is ${process.versions.node} (${process.execPath})\n`);
  process.exitCode = 2;
} else {
  // Four reads that hang would hold up every other one, and gunzip; nothing has used the pool of threads yet.
  process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '16';
  require('./cli.ts').main(process.argv.slice(2));
}
