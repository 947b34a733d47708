/** Milliseconds that the processor spends on it. Unlike the time on a clock, they hardly grow with other work on the machine. */
export function cpuTimeOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
