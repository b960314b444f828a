/** Several measurements of one thing. */
export interface Figures {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

export function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], from: sorted[0], to: sorted[sorted.length - 1] };
}

/** Seconds of the processor, all threads of this process, that work takes: what else the machine does is not in it. */
export function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Prints a table in Markdown. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:'));
  console.log(`\n### ${title}\n\n${[head, rule, ...rows].map(line).join('\n')}`);
}
