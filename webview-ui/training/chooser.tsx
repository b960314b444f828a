import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isSameForm, type TrainingForm } from '../../src/protocol/training/form';
import type { ChoosingView, Estimate } from '../../src/protocol/training/view';
import { useStore } from '../app/inspector';
import type { Store } from '../app/store';
import { Radios } from '../choices';
import { Button } from '../controls';
import { t, whole } from '../strings';
import { draftOf, FormFields, parseDraft, type Draft } from './formFields';
import type { Kept } from './kept';
import type { Send } from './trainingPage';
import { cellName, duration, memory, plain } from './words';

/** A person who types has finished a number after so many milliseconds; then it is worth measuring. */
const typingPause = 600;

interface ChooserProps {
  readonly view: ChoosingView;
  readonly choices: Store<Kept>;
  readonly send: Send;
}

/** What shall be trained, and how: a preset, or the person's own settings. */
export function Chooser({ view, choices, send }: ChooserProps): JSX.Element {
  const { text, presets, destination, problem } = view;
  const { choice, own } = useStore(choices)!;
  const preset = presets.find(({ name }) => name === choice);
  const chosen = preset?.form ?? own ?? presets[0].form;
  const [draft, setDraft] = useState<Draft>(draftOf(chosen));
  const key = JSON.stringify(chosen);
  useEffect(() => {
    // What a person is typing stays as it is typed.
    const typed = parseDraft(draft).form;
    if (!typed || !isSameForm(typed, chosen)) {
      setDraft(draftOf(chosen));
    }
  }, [key]);
  const { form, errors } = parseDraft(draft);
  const isWrong = Object.keys(errors).length > 0;
  const refusal = !isWrong && estimateOf(view, form)?.kind === 'failed';
  useMeasuring(view, form, send);
  const edit = (next: Draft): void => {
    setDraft(next);
    const parsed = parseDraft(next).form;
    choices.update(() => ({ choice: 'own', own: parsed ?? own ?? chosen }));
  };
  const fields = useRef<HTMLDivElement>(null);
  const go = (kind: 'start' | 'exportJob'): void => {
    if (form) {
      send({ kind, form });
    } else {
      fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  };
  return (
    <>
      <header class="header">
        <div class="header-model">
          <h1>{t('Train on {0}', text.name)}</h1>
          <p class="quiet">
            {t('{0} characters, {1} different ones', whole(text.characters), whole(text.distinct))}
          </p>
        </div>
      </header>
      {problem === null ? null : (
        <div class="notice error" role="alert">
          <p>{problem}</p>
        </div>
      )}
      <section class="part" aria-label={t('How long')}>
        <Radios
          label={t('How long')}
          hideLabel
          orientation="vertical"
          value={choice}
          choices={[
            ...presets.map(({ name, form: its }) => ({
              value: name,
              label: presetTitle(name),
              note: t('{0} {1}', presetWords(name), time(estimateOf(view, its))),
            })),
            {
              value: 'own' as const,
              label: t('My settings'),
              note: t('Cell, size, learning rate and the rest, as you set them below.'),
            },
          ]}
          onChange={(value) =>
            choices.update((now) => ({ choice: value, own: value === 'own' ? (now.own ?? chosen) : now.own }))
          }
        />
      </section>
      <section class="part" aria-label={t('Start')}>
        {refusal ? (
          <div class="notice error" role="alert">
            <p>{estimateWords(estimateOf(view, form))}</p>
          </div>
        ) : (
          <p role="status" class="estimate">
            {isWrong ? t('One of the settings cannot be.') : estimateWords(estimateOf(view, form))}
          </p>
        )}
        <p class="destination">
          {t('The model goes to {0}.', destination)}{' '}
          <button type="button" class="link" onClick={() => send({ kind: 'chooseDestination' })}>
            {t('Change...')}
          </button>
        </p>
        <span class="buttons">
          <Button kind="primary" onClick={() => go('start')} disabled={refusal}>
            {t('Start Training')}
          </Button>
          <Button
            onClick={() => go('exportJob')}
            title={t(
              'A folder in which PyTorch trains this network elsewhere, on as many machines as you have',
            )}
          >
            {t('Export as PyTorch Job...')}
          </Button>
          <Button onClick={() => send({ kind: 'chooseText', from: 'file' })}>{t('Another Text...')}</Button>
        </span>
      </section>
      <details open={choice === 'own' || isWrong}>
        <summary>{t('Settings: {0}', summaryOf(chosen))}</summary>
        <div ref={fields}>
          <FormFields draft={draft} errors={errors} onChange={edit} />
        </div>
      </details>
    </>
  );
}

function summaryOf({ cell, layers, hidden, passes }: TrainingForm): string {
  return t(
    '{0}, {1} × {2} units, {3} passes through the text',
    cellName(cell),
    layers,
    whole(hidden),
    plain(passes),
  );
}

/** Asks for the time that settings take, once they rest. */
function useMeasuring(view: ChoosingView, form: TrainingForm | undefined, send: Send): void {
  const key = JSON.stringify(form);
  useEffect(() => {
    if (form && !estimateOf(view, form)) {
      const timer = setTimeout(() => send({ kind: 'measure', form }), typingPause);
      return () => clearTimeout(timer);
    }
  }, [key]);
}

function estimateOf(view: ChoosingView, form: TrainingForm | undefined): Estimate | undefined {
  return form && view.estimates.find((one) => isSameForm(one.form, form))?.estimate;
}

function presetTitle(name: 'quick' | 'good' | 'best'): string {
  return { quick: t('Quick look'), good: t('Good'), best: t('Best') }[name];
}

function presetWords(name: 'quick' | 'good' | 'best'): string {
  return {
    quick: t('See words form.'),
    good: t('Whole lines in the manner of the text.'),
    best: t('As well as it can on this machine.'),
  }[name];
}

/** How long it takes, in a few words. */
function time(estimate: Estimate | undefined): string {
  switch (estimate?.kind) {
    case 'measured':
      return t('About {0}.', duration(estimate.seconds));
    case 'failed':
      return t('It cannot be trained here.');
    case 'measuring':
    case undefined:
      return t('Measuring...');
  }
}

function estimateWords(estimate: Estimate | undefined): string {
  switch (estimate?.kind) {
    case 'measured':
      return [
        t(
          'About {0} on this machine, by a measurement just now: {1} steps at {2} characters a second. The network has {3} parameters.',
          duration(estimate.seconds),
          whole(estimate.steps),
          whole(Number(estimate.charactersPerSecond.toPrecision(2))),
          whole(estimate.parameters),
        ),
        ...(estimate.memory === null ? [] : [t('Training takes {0} of memory.', memory(estimate.memory))]),
      ].join(' ');
    case 'failed':
      return estimate.message;
    case 'measuring':
    case undefined:
      return t('Measuring how fast this machine is...');
  }
}
