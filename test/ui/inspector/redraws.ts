/**
 * How long the inspector's page takes to draw a heatmap again: the very bundle that ships, in a real browser without a
 * graphics card, panned and enlarged one step a frame.
 */
import { PlainHost } from './plainHost';
import { PlainPage } from './plainPage';
import { randomModel } from '../../unit/core/testModel';

/** Frames drawn for each figure. */
const frames = 120;

/** Of one frame, milliseconds. */
export interface Redraw {
  /** Mean of the processor's time in the page's main thread, where the picture is computed; other processes do not count. */
  readonly processor: number;
  /** Median time from frame to frame: what a person sees, whatever else runs. */
  readonly frame: number;
}

/** Opens the page on the heatmap of Whh, (size, size). The caller closes it. */
export async function openHeatmap(size: number): Promise<PlainPage> {
  const host = new PlainHost(randomModel('ab\n', size, 1, 0.5), 'ab');
  const plain = await PlainPage.open(host, {
    size: { width: 1200, height: 900 },
    state: { view: 'weights', views: { weights: { weight: 'Whh' } } },
  });
  // 2,048 x 2,048 numbers take their time from this process to the browser.
  await plain.page.locator('.heatmap canvas').waitFor({ timeout: 120_000 });
  return plain;
}

/** Turns the wheel over the heatmap, once a frame: `zoom` enlarges from the whole, `pan` moves what is enlarged. */
export async function redraws({ page }: PlainPage, gesture: 'zoom' | 'pan'): Promise<Redraw> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const before = await used();
  const times = await page.evaluate<number[]>(turning(gesture));
  const processor = ((await used()) - before) / frames;
  await session.detach();
  const lengths = times.slice(1).map((time, n) => time - times[n]);
  lengths.sort((a, b) => a - b);
  return { processor, frame: lengths[Math.floor(lengths.length / 2)] };
}

/** Enlarges the middle so far that there is something to pan. */
export async function enlarge({ page }: PlainPage): Promise<void> {
  const zoomIn = page.getByRole('button', { name: 'Zoom in' });
  for (let step = 0; step < 4; step++) {
    await zoomIn.click();
  }
}

/**
 * A script that turns the wheel and gives the time of each frame. As text, since what travels to a browser must not be
 * compiled.
 */
function turning(gesture: 'zoom' | 'pan'): string {
  return `new Promise((resolve) => {
    const canvas = document.querySelector('.heatmap canvas');
    const { left, top } = canvas.getBoundingClientRect();
    const times = [];
    const turn = (time) => {
      times.push(time);
      if (times.length > ${frames}) {
        resolve(times);
        return;
      }
      // Back and forth, so that there is always something to move.
      const way = times.length % 40 < 20 ? 1 : -1;
      const deltas = ${gesture === 'zoom'} ? { deltaY: -14 * way, ctrlKey: true } : { deltaX: 24 * way, deltaY: 16 * way };
      canvas.dispatchEvent(
        new WheelEvent('wheel', { ...deltas, clientX: left + 500, clientY: top + 300, cancelable: true }),
      );
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  })`;
}
