import { memo } from 'preact/compat';
import type { JSX } from 'preact';
import type { TextStretch } from '../../../src/protocol/inspector/texts';
import { visible } from '../../parts/character';
import { entryOf, likeliestAt, type Ink } from './arrange';
import type { Scale } from '../../heatmap/scale';

interface PassageProps {
  readonly stretch: TextStretch;
  /** How many of its characters belong to the page; one more may be there to know what came next. */
  readonly length: number;
  readonly characters: readonly string[];
  readonly colours:
    { readonly values: Float64Array; readonly scale: Scale; readonly isSigned: boolean } | undefined;
  readonly inks: readonly Ink[];
  readonly predictions: boolean;
  readonly predictionInks: readonly Ink[];
}

/** The characters of a page. The cursor is drawn apart, so that walking does not draw the page anew. */
export const Passage = memo(function Passage(props: PassageProps): JSX.Element {
  const { stretch, length, characters, colours, inks, predictions, predictionInks } = props;
  const places: JSX.Element[] = [];
  for (let offset = 0; offset < length; offset++) {
    const character = characters[stretch.characters[offset]] ?? '';
    const ink = colours
      ? inks[entryOf(colours.values[offset], colours.scale, colours.isSigned)]
      : { background: '', letters: '' };
    const style = ink.background === '' ? undefined : { backgroundColor: ink.background, color: ink.letters };
    const shown = character === ' ' && !predictions ? ' ' : visible(character);
    if (predictions) {
      const next = offset + 1 < stretch.characters.length ? stretch.characters[offset + 1] : -1;
      places.push(
        <span class="place column" data-offset={offset} key={offset}>
          <span class="column-character" style={style}>
            {shown}
          </span>
          {likeliestAt(stretch, offset).map(({ character: guess, probability }, rank) => {
            const guessInk = predictionInks[entryOf(probability, { kind: 'linear', largest: 1 }, false)];
            return (
              <span
                key={rank}
                class={guess === next ? 'guess right' : 'guess'}
                style={
                  guessInk.background === ''
                    ? undefined
                    : { backgroundColor: guessInk.background, color: guessInk.letters }
                }
              >
                {visible(characters[guess] ?? '')}
              </span>
            );
          })}
        </span>,
      );
    } else {
      places.push(
        <span class="place" data-offset={offset} key={offset} style={style}>
          {shown}
        </span>,
      );
      if (character === '\n') {
        places.push(<br key={`line ${offset}`} />);
      }
    }
  }
  return <div class={predictions ? 'passage columns-of-guesses' : 'passage'}>{places}</div>;
});
