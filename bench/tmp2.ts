import { inTurn, medianRatio, printed, median } from './measure';
const DELEGATE = ['DelegateAccess', 'DelegateImage', 'DelegateToken', 'HarnessApp', 'HarnessDelegate'].join();
const [a, b] = inTurn(['/tmp/min/build', '/work/main/build'].map((build) => ({ name: 'load.js', args: ['cdk8s', DELEGATE, `${build}/index.js`] })), 41, printed); console.log('min/plain', medianRatio(a, b).toFixed(3), median(a), median(b));
