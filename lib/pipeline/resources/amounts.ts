import { parseQuantity, writeQuantity } from '../../values';

/** CPU and memory, exactly. */
export interface Amounts {
  readonly cpu: bigint;
  readonly memory: bigint;
  /** Whether one of the amounts of memory has a suffix such as Mi. */
  readonly isBinary: boolean;
}

export const NOTHING: Amounts = { cpu: 0n, memory: 0n, isBinary: false };

/** The amounts of two quantities. */
export function amounts(cpu: string, memory: string): Amounts {
  return { cpu: amountOf(cpu), memory: amountOf(memory), isBinary: memory.endsWith('i') };
}

/** What is no quantity is refused before. */
function amountOf(quantity: string): bigint {
  return parseQuantity(quantity) as bigint;
}

export function sum(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu + other.cpu,
      memory: one.memory + other.memory,
      isBinary: one.isBinary || other.isBinary,
    }),
    NOTHING,
  );
}

/** The amounts of several of the same. */
export function times({ cpu, memory, isBinary }: Amounts, count: number): Amounts {
  return { cpu: cpu * BigInt(count), memory: memory * BigInt(count), isBinary };
}

function memoryOf({ memory, isBinary }: Amounts): Omit<Amounts, 'cpu'> {
  return { memory, isBinary };
}

/** The greatest CPU and the greatest memory, which need not be of the same. */
export function greatest(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu > other.cpu ? one.cpu : other.cpu,
      ...(one.memory > other.memory ? memoryOf(one) : memoryOf(other)),
    }),
    NOTHING,
  );
}

/** As Kubernetes writes them; memory is rounded up to whole bytes, or to whole Mi where some of it is binary. */
export function written({ cpu, memory, isBinary }: Amounts): { readonly cpu: string; readonly memory: string } {
  const unit = amountOf(isBinary ? '1Mi' : '1');
  const whole = ((memory + unit - 1n) / unit) * unit;
  return { cpu: writeQuantity(cpu, false), memory: writeQuantity(whole, isBinary) };
}
