import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useTheme } from '../app/themeContext';
import { rounded } from '../parts/figure';
import { t } from '../strings';
import { tableSize } from './palette';
import type { Scale } from './scale';

/** What the colours mean: the whole table with the values at its ends and in its middle. */
export function Legend({ scale, name }: { readonly scale: Scale; readonly name: string }): JSX.Element {
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isLog = scale.kind === 'log';
  const table = isLog ? theme.sequential : theme.diverging;
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = new ImageData(tableSize, 1);
    image.data.set(table);
    context.putImageData(image, 0, 0);
  }, [table]);
  const [low, middle, high] = isLog
    ? [scale.smallest, Math.sqrt(scale.smallest * scale.largest), scale.largest]
    : [-scale.largest, 0, scale.largest];
  const word = (value: number): string => {
    const number = isLog ? value.toExponential(0) : rounded(value, 2);
    return isLog || !scale.isCut || value === 0 ? number : `${value < 0 ? '≤' : '≥'} ${number}`;
  };
  return (
    <figure
      class="legend"
      role="img"
      aria-label={t(
        'Colours: {0} from {1} to {2}{3}',
        name,
        word(low),
        word(high),
        isLog ? t(', logarithmic') : '',
      )}
    >
      <canvas ref={canvas} width={tableSize} height={1} />
      <div class="legend-words figure" aria-hidden="true">
        <span>{word(low)}</span>
        <span>{isLog ? word(middle) : '0'}</span>
        <span>{word(high)}</span>
      </div>
    </figure>
  );
}
