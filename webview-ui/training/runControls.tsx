import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formRanges, isAccepted } from '../../src/protocol/training/form';
import type { RunView } from '../../src/protocol/training/view';
import { Button } from '../controls';
import { Field } from '../fields';
import { t, whole } from '../strings';
import type { Send } from './trainingPage';
import { duration, plain } from './words';

interface RunControlsProps {
  readonly run: RunView;
  readonly send: Send;
}

/** How far it is, and what can be done about it. */
export function RunControls({ run, send }: RunControlsProps): JSX.Element {
  return (
    <section class="run-controls" aria-label={t('Progress')}>
      <RunProgress run={run} />
      <span class="buttons">
        <Buttons run={run} send={send} />
      </span>
    </section>
  );
}

function Buttons({ run, send }: RunControlsProps): JSX.Element | null {
  switch (run.status) {
    case 'preparing':
      return <Button onClick={() => send({ kind: 'stop' })}>{t('Cancel')}</Button>;
    case 'running':
      return (
        <>
          <Button onClick={() => send({ kind: 'pause' })}>{t('Pause')}</Button>
          <Button onClick={() => send({ kind: 'stop' })}>{t('Stop and Keep')}</Button>
          <LearningRate run={run} send={send} />
        </>
      );
    case 'paused':
      return (
        <>
          <Button kind="primary" onClick={() => send({ kind: 'resume' })}>
            {t('Go On')}
          </Button>
          <Button onClick={() => send({ kind: 'stop' })}>{t('Stop and Keep')}</Button>
          <ExportRun run={run} send={send} />
          <LearningRate run={run} send={send} />
        </>
      );
    case 'stopping':
      return <p class="quiet">{t('The step that is under way is finished, and the model is judged.')}</p>;
    case 'ended':
      return (
        <>
          {run.model === null ? null : (
            <>
              <Button kind="primary" onClick={() => send({ kind: 'use' })}>
                {t('Use This Model')}
              </Button>
              <Button onClick={() => send({ kind: 'inspect' })}>{t('Open in Inspector')}</Button>
            </>
          )}
          <Button onClick={() => send({ kind: 'another' })}>{t('Train Again...')}</Button>
        </>
      );
    case 'failed':
    case 'interrupted':
      return (
        <>
          <Button kind="primary" onClick={() => send({ kind: 'goOn' })}>
            {run.checkpoint === null ? t('Begin Anew') : t('Go On')}
          </Button>
          <Button onClick={() => send({ kind: 'another' })}>{t('Change the Settings...')}</Button>
          <ExportRun run={run} send={send} />
          <Button onClick={() => send({ kind: 'discard' })}>{t('Discard')}</Button>
          {run.status === 'failed' && run.checkpoint !== null ? <LearningRate run={run} send={send} /> : null}
        </>
      );
  }
}

/** Where there is a checkpoint, PyTorch can go on from it. */
function ExportRun({ run, send }: RunControlsProps): JSX.Element | null {
  return run.checkpoint === null ? null : (
    <Button onClick={() => send({ kind: 'exportRun' })}>{t('Export as PyTorch Job...')}</Button>
  );
}

function RunProgress({ run }: { readonly run: RunView }): JSX.Element | null {
  const { progress, status } = run;
  if (progress === null) {
    return status === 'preparing' ? (
      <p role="status">{t('Preparing: counting characters, drawing the first weights...')}</p>
    ) : null;
  }
  const { step, steps, passes, secondsLeft, secondsSpent } = progress;
  const words = [
    t('step {0} of {1}', whole(step), whole(steps)),
    t('pass {0}', passes.toFixed(1)),
    t('{0} spent', duration(secondsSpent)),
    ...(status === 'running' && secondsLeft !== null ? [t('about {0} left', duration(secondsLeft))] : []),
  ];
  return (
    <div class="run-progress">
      <progress aria-label={t('Progress')} max={steps} value={step} />
      <p class="quiet">{words.join(' · ')}</p>
    </div>
  );
}

/** The learning rate that is now, to be changed while training goes on. */
function LearningRate({ run, send }: RunControlsProps): JSX.Element {
  const now = run.progress?.learningRate;
  // A run whose loss went out of bounds can go on more slowly.
  const hasFailed = run.status === 'failed';
  const [typed, setTyped] = useState<string>();
  const value = Number((typed ?? '').trim() === '' ? NaN : typed);
  const isRight = isAccepted('learningRate', value);
  const apply = (): void => {
    if (isRight) {
      send(hasFailed ? { kind: 'goOn', learningRate: value } : { kind: 'learningRate', value });
      setTyped(undefined);
    }
  };
  return (
    <span class="learning-rate">
      <Field
        label={t('Learning rate')}
        value={typed ?? ''}
        placeholder={now === undefined ? '' : plain(now)}
        size={7}
        error={
          typed === undefined || typed === '' || isRight
            ? undefined
            : t(
                'From {0} to {1}',
                String(formRanges.learningRate.minimum),
                String(formRanges.learningRate.maximum),
              )
        }
        onChange={setTyped}
        onEnter={apply}
      />
      <Button onClick={apply} disabled={!isRight}>
        {hasFailed ? t('Go On with It') : t('Change')}
      </Button>
    </span>
  );
}
