import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TextSource } from '../../src/protocol/inspector/texts';
import { RequestFailure, type Progress } from '../../src/protocol/inspector/requester';
import { Dropdown } from '../choices';
import { Button } from '../controls';
import { Failed, Waiting } from '../parts/answer';
import { t, whole } from '../strings';
import { useInspector } from './inspector';

type Opening =
  | { readonly kind: 'resting' }
  | { readonly kind: 'reading'; readonly progress?: Progress; readonly cancel: () => void }
  | { readonly kind: 'failed'; readonly message: string; readonly source: TextSource };

/** How a sample is made that one looks at when one has no text. */
const sampleSource: TextSource = { kind: 'sample', length: 20_000, temperature: 1, seed: 1 };

/** Opens a text, and says how far that is. */
function useOpenText(): [Opening, (source: TextSource, position?: number | null) => void] {
  const { questions, select, announce } = useInspector();
  const [opening, setOpening] = useState<Opening>({ kind: 'resting' });
  const latest = useRef(0);
  const open = async (source: TextSource, position: number | null): Promise<void> => {
    const turn = ++latest.current;
    const abort = new AbortController();
    const cancel = (): void => abort.abort();
    const set = (next: Opening): void => {
      if (turn === latest.current) {
        setOpening(next);
      }
    };
    set({ kind: 'reading', cancel });
    try {
      const { text } = await questions.requester.ask(
        'openText',
        { source },
        { signal: abort.signal, onProgress: (progress) => set({ kind: 'reading', progress, cancel }) },
      );
      set({ kind: 'resting' });
      if (text) {
        select({ text: text.id, position });
        announce(t('{0} is open: {1} characters', text.name, whole(text.length)));
      }
    } catch (error) {
      const isCancelled = error instanceof RequestFailure && error.reason === 'cancelled';
      const message = error instanceof Error ? error.message : String(error);
      set(isCancelled ? { kind: 'resting' } : { kind: 'failed', message, source });
    }
  };
  return [opening, (source, position = null) => void open(source, position)];
}

/** The text that all views look at, and the ways to open another. */
export function TextChooser(): JSX.Element {
  const { texts, text, select, state, areTextsKnown } = useInspector();
  const [opening, open] = useOpenText();
  const isTried = useRef(false);
  useEffect(() => {
    // After a reload of the window the text is known by name only.
    if (areTextsKnown && !isTried.current) {
      isTried.current = true;
      if (!text && state.again) {
        open(state.again, state.selection.position);
      }
    }
  }, [areTextsKnown]);
  const ways = waysToText();
  return (
    <section class="text-chooser" aria-label={t('Text')}>
      <Dropdown
        label={t('Text')}
        value={text?.id ?? ''}
        choices={[
          ...(text ? [] : [{ value: '', label: t('none: choose one') }]),
          ...texts.map(({ id, name, length }) => ({
            value: id,
            label: t('{0}, {1} characters', name, whole(length)),
          })),
          ...ways.map(({ label }, index) => ({ value: `open ${index}`, label: t('Open: {0}', label) })),
        ]}
        onChange={(chosen) => {
          const way = ways.find((_, index) => chosen === `open ${index}`);
          if (way) {
            open(way.source);
          } else if (chosen !== '') {
            select({ text: chosen, position: null });
          }
        }}
      />
      <OpeningState opening={opening} open={open} />
      {text ? <TextNotes /> : null}
    </section>
  );
}

/** How one comes to a text. */
function waysToText(): readonly { readonly label: string; readonly source: TextSource }[] {
  return [
    { label: t('the text in the editor'), source: { kind: 'editor' } },
    { label: t('a file...'), source: { kind: 'file' } },
    { label: t('a sample that the model writes'), source: sampleSource },
  ];
}

/** The ways to a text as buttons. */
function OpenButtons({ open }: { readonly open: (source: TextSource) => void }): JSX.Element {
  return (
    <span class="buttons">
      {waysToText().map(({ label, source }) => (
        <Button key={label} onClick={() => open(source)}>
          {t('Open {0}', label)}
        </Button>
      ))}
    </span>
  );
}

function OpeningState({
  opening,
  open,
}: {
  readonly opening: Opening;
  readonly open: (source: TextSource) => void;
}): JSX.Element | null {
  switch (opening.kind) {
    case 'resting':
      return null;
    case 'reading':
      return <Waiting doing={t('Reading the text')} progress={opening.progress} cancel={opening.cancel} />;
    case 'failed':
      return <Failed message={opening.message} again={() => open(opening.source)} />;
  }
}

/** What one should know about the text before believing figures of it. */
function TextNotes(): JSX.Element | null {
  const { text } = useInspector();
  if (!text) {
    return null;
  }
  const notes = [
    t('surprise {0} nats a character', text.loss.toFixed(4)),
    text.start === 'zero' ? t('read from the zero state') : t('read after a warm-up'),
    ...(text.mapped > 0 ? [t('{0} characters read as near relatives', whole(text.mapped))] : []),
    ...(text.skipped > 0 ? [t('{0} unknown characters left out', whole(text.skipped))] : []),
  ];
  return (
    <>
      <p class="quiet text-notes">{notes.join(' · ')}</p>
      {text.trapped > 0 ? (
        <p class="warning">
          {t(
            'The network was trapped for {0} of these characters: it predicted worse than blind guessing. Figures of this text say little about what it learned.',
            whole(text.trapped),
          )}
        </p>
      ) : null}
    </>
  );
}

/** What a view says that needs a text and has none. */
export function NeedsText({ why }: { readonly why: string }): JSX.Element {
  const [opening, open] = useOpenText();
  return (
    <div class="empty">
      <p>{why}</p>
      <p class="quiet">{t('Choose a text to look at:')}</p>
      <OpenButtons open={open} />
      <OpeningState opening={opening} open={open} />
    </div>
  );
}
