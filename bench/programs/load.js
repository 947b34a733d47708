/** Prints the CPU time of loading modules, and of reading the exports NAMES or `*`, once PEERS are loaded, in ms. */
const [, , peers, names, ...modules] = process.argv;
peers.split(',').forEach((peer) => require(peer));
const start = process.cpuUsage();
for (const module of modules) {
  const exported = require(module);
  (names === '*' ? Object.keys(exported) : names.split(',')).forEach((name) => exported[name]);
}
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1000);
