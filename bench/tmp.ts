import { resolve } from 'node:path';
import { withBaseline } from './baseline';
import { cpu, inTurn, medianRatio, printed, median } from './measure';
const BUILD = resolve(__dirname, '../build');
const DELEGATE = ['DelegateAccess', 'DelegateImage', 'DelegateToken', 'HarnessApp', 'HarnessDelegate'].join();
const which = process.argv.slice(2);
const show = (n: string, a: number[], b: number[]) => console.log(n, medianRatio(a, b).toFixed(3), median(a).toFixed(0), median(b).toFixed(0));
if (which.includes('load')) withBaseline((baseline) => { const [a, b] = inTurn([BUILD, baseline].map((build) => ({ name: 'load.js', args: ['cdk8s', DELEGATE, `${build}/index.js`] })), 21, printed); show('load', a, b); });
if (which.includes('all')) withBaseline((baseline) => { const [a, b] = inTurn([BUILD, baseline].map((build) => ({ name: 'load.js', args: ['cdk8s,@pulumi/pulumi', '*', `${build}/index.js`, `${build}/pulumi/index.js`] })), 11, printed); show('all', a, b); });
if (which.includes('one')) { const [a, b] = inTurn(['with-constructs.js', 'by-hand.js'].map((name) => ({ name, args: [1] })), 31, cpu); show('one', a, b); }
if (which.includes('farm')) { const [a, b] = inTurn(['components', 'by-hand'].map((how) => ({ name: 'pulumi-farms.js', args: [1, how] })), 21, printed); show('farm', a, b); }
