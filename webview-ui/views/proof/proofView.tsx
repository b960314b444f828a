import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { remember, useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Answer } from '../../parts/answer';
import { t } from '../../strings';
import { ProofForm } from './form';
import { ProofResults } from './results';
import { SmallestSet } from './smallestSet';

/** Takes neurons away and reads the text again: the claim of Transitions put to the test. */
export function ProofView(): JSX.Element {
  const { text, selection, store } = useInspector();
  const [state] = useViewState('proof');
  // Figures of another text or pair would stand under the wrong question.
  const { asked } = state;
  const fits =
    asked && asked.text === text?.id && asked.from === selection.from && asked.to === selection.to
      ? asked
      : null;
  const answered = useReply('ablate', fits);
  const isDone = answered.asked?.status === 'done';
  useEffect(() => {
    if (fits && isDone) {
      remember(store, { method: 'ablate', params: fits });
    }
  }, [isDone, fits && JSON.stringify(fits)]);
  if (!text) {
    return (
      <NeedsText
        why={t(
          'A neuron that adds much need not be the cause: others may stand in for it. Here neurons are taken away, the whole text is read again, and every place is compared.',
        )}
      />
    );
  }
  return (
    <>
      <ProofForm />
      {fits ? (
        <Answer answered={answered} doing={t('Reading the text without them')}>
          {(reply) => <ProofResults reply={reply} from={fits.from} to={fits.to} />}
        </Answer>
      ) : (
        <div class="empty">
          <p>
            {t(
              'Choose neurons and take them away. Each figure is of a new reading of the whole text, and random neurons are taken away for comparison.',
            )}
          </p>
        </div>
      )}
      <SmallestSet />
    </>
  );
}
