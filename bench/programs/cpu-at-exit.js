/** Preloaded: tells the CPU time of the whole process, user and system, on file descriptor 3, in ms. */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1000));
});
