/** Prints how long a package takes to load once cdk8s is loaded, in ms. */
require('cdk8s');
const start = process.hrtime.bigint();
require(process.argv[2]);
console.log(Number(process.hrtime.bigint() - start) / 1e6);
