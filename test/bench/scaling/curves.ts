import { chart, linearTicks, logTicks, type Line } from './chart';
import type { Findings } from './document';
import type { Trained } from './kernelRuns';

/** The curves of docs/scaling.md, as SVGs by name. */
export function curves({ byUnits, byText, usual, budget }: Findings): ReadonlyMap<string, string> {
  const characters = usual.batchSize * usual.sequenceLength;
  const speeds = (kind: 'one' | 'two' | 'torchOne' | 'torchTwo'): [number, number][] =>
    byUnits.map((network) => [network.units, characters / network[kind].clock]);
  const speedLines: Line[] = [
    { name: 'kernel, 1 thread', points: speeds('one') },
    { name: 'kernel, 2 threads', points: speeds('two') },
    { name: 'PyTorch, 1 process', points: speeds('torchOne') },
    { name: 'PyTorch, 2 processes', points: speeds('torchTwo') },
  ];
  const byMemory: Line[] = [
    { name: 'kernel, its trainer', points: byUnits.map(({ units, one }) => [units, one.memory]) },
    {
      name: 'PyTorch, 1 process',
      points: byUnits.map(({ units, torchOne }) => [units, torchOne.memory]),
    },
    {
      name: 'PyTorch, 2 processes',
      points: byUnits.map(({ units, torchTwo }) => [units, torchTwo.memory]),
    },
  ];
  const unitTicks = byUnits.map(({ units }) => units);
  const unitAxis = { title: 'units', scale: 'log', ticks: unitTicks } as const;
  const log = (title: string, lines: readonly Line[]): string =>
    chart(
      title,
      unitAxis,
      { title, scale: 'log', ticks: logTicks(lines.flatMap(({ points }) => points.map(([, y]) => y))) },
      lines,
    );
  const losses = (title: string, x: Parameters<typeof chart>[1], lines: readonly Line[]): string =>
    chart(
      title,
      x,
      {
        title: 'nats a character',
        scale: 'linear',
        ticks: linearTicks(lines.flatMap(({ points }) => points.map(([, y]) => y))),
      },
      lines,
    );
  const lossLines = (runs: readonly { x: number; trained: Trained }[]): Line[] => [
    { name: 'held out', points: runs.map(({ x, trained }) => [x, trained.heldOut]) },
    { name: 'training, last steps', points: runs.map(({ x, trained }) => [x, trained.training]) },
  ];
  return new Map([
    ['speed.svg', log('characters a second', speedLines)],
    ['memory.svg', log('MiB', byMemory)],
    [
      'loss-units.svg',
      losses(
        `loss after ${budget} s of one core`,
        unitAxis,
        lossLines(byUnits.map(({ units: x, trained }) => ({ x, trained }))),
      ),
    ],
    [
      'loss-text.svg',
      losses(
        `loss after ${budget} s of one core, ${usual.hidden} units`,
        { title: 'characters of training text', scale: 'log', ticks: byText.map((run) => run.characters) },
        lossLines(byText.map((trained) => ({ x: trained.characters, trained }))),
      ),
    ],
  ]);
}
