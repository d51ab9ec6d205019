// Loaded before the program in each of its threads while the image is built. What ends a thread or the process leaves it no
// time to write its part of the compile cache: so it is written over and over, and a thread is ended somewhat later.
const { flushCompileCache } = require('node:module');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const EVERY_MS = 10;
const LATER_MS = 150;

setInterval(flushCompileCache, EVERY_MS).unref();
process.on('exit', flushCompileCache);

const { terminate } = Worker.prototype;
Worker.prototype.terminate = async function terminateLater() {
  await sleep(LATER_MS);
  return terminate.call(this);
};
