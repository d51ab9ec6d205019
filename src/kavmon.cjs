#!/usr/bin/env node
// Plain old JavaScript, so that a Node that is too old can say so instead of failing on syntax it does not know.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`kavmon needs Node.js 22.19 or newer, this is ${process.versions.node} (${process.execPath})\n`);
  process.exitCode = 2;
} else {
  // With libuv's default of four threads, four reads that hang would hold up every other one, and gunzip. It is read at the first use.
  process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '64';
  require('./cli.ts').main(process.argv[1], process.argv.slice(2));
}
