import type { JSX } from 'preact';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Radios } from '../../choices';
import { Button, Check } from '../../controls';
import { NumberField } from '../../fields';
import { Answer } from '../../parts/answer';
import { t, whole } from '../../strings';
import { pageSize, pageStart } from './arrange';
import { TextPage } from './textPage';

/** The text as the network saw it. */
export function TextView(): JSX.Element {
  const { text } = useInspector();
  return text ? (
    <OpenText key={text.id} text={text} />
  ) : (
    <NeedsText
      why={t(
        'Here a text is coloured by how surprised the network was at each character, or by what one neuron did there. Arrow keys walk it; a click asks why the next character came.',
      )}
    />
  );
}

function OpenText({ text }: { readonly text: TextInfo }): JSX.Element {
  const { selection, select } = useInspector();
  const [state, change] = useViewState('text');
  const position = Math.min(selection.position ?? state.at, Math.max(0, text.length - 1));
  const start = pageStart(position, state.predictions);
  const size = pageSize(state.predictions);
  const neuron = state.colour === 'surprise' ? null : selection.neuron;
  const answered = useReply('readText', {
    text: text.id,
    from: start,
    length: size + 1,
    ...(neuron === null ? {} : { neuron }),
  });
  const goTo = (place: number): void => {
    const within = Math.max(0, Math.min(text.length - 1, place));
    change({ at: within });
    select({ position: within });
  };
  return (
    <>
      <TextTools />
      <nav class="pager" aria-label={t('Pages of the text')}>
        <Button disabled={start === 0} onClick={() => goTo(start - size)}>
          {t('Back')}
        </Button>
        <span class="figure">
          {t(
            '{0} to {1} of {2}',
            whole(start),
            whole(Math.min(start + size, text.length) - 1),
            whole(text.length),
          )}
        </span>
        <Button disabled={start + size >= text.length} onClick={() => goTo(start + size)}>
          {t('On')}
        </Button>
        <NumberField
          label={t('Go to place')}
          size={8}
          value={null}
          check={(place) =>
            Number.isInteger(place) && place >= 0 && place < text.length
              ? undefined
              : t('0 to {0}', text.length - 1)
          }
          onChange={goTo}
        />
      </nav>
      <Answer answered={answered} doing={t('Reading')}>
        {(stretch) => <TextPage stretch={stretch} size={size} position={position} goTo={goTo} />}
      </Answer>
    </>
  );
}

function TextTools(): JSX.Element {
  const { model, selection, select } = useInspector();
  const [state, change] = useViewState('text');
  return (
    <div class="question-details">
      <Radios
        label={t('Coloured by')}
        value={state.colour}
        onChange={(colour) => change({ colour })}
        choices={[
          { value: 'surprise', label: t('surprise') },
          { value: 'activation', label: t("one neuron's activation") },
          { value: 'contribution', label: t('its contribution to what came next') },
        ]}
      />
      {state.colour === 'surprise' ? null : (
        <NumberField
          label={t('Neuron')}
          size={5}
          value={selection.neuron}
          check={(neuron) =>
            Number.isInteger(neuron) && neuron >= 0 && neuron < model.hiddenSize
              ? undefined
              : t('0 to {0}', model.hiddenSize - 1)
          }
          onChange={(neuron) => select({ neuron })}
        />
      )}
      <Check checked={state.predictions} onChange={(predictions) => change({ predictions })}>
        {t('Five likeliest under each place')}
      </Check>
    </div>
  );
}
