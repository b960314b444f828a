/** The inspector's two promises about time: ablations over a long text, and heatmaps that are moved. */
import { ablations } from './ablations';
import { enlarge, openHeatmap, redraws } from '../../ui/inspector/redraws';
import { stopPlainPages } from '../../ui/inspector/plainPage';

async function heatmaps(): Promise<void> {
  console.log(
    "Drawing a heatmap again; the processor's milliseconds in the page's main thread, and from frame to frame:",
  );
  for (const size of [250, 2048]) {
    const plain = await openHeatmap(size);
    for (const gesture of ['zoom', 'pan'] as const) {
      if (gesture === 'pan') {
        await enlarge(plain);
      }
      const { processor, frame } = await redraws(plain, gesture);
      console.log(`  ${size} x ${size}, ${gesture}: ${processor.toFixed(2)}, ${frame.toFixed(1)}`);
    }
    await plain.close();
  }
  await stopPlainPages();
}

async function main(): Promise<void> {
  await heatmaps();
  await ablations(Number(process.argv[2] ?? 1));
}

void main();
