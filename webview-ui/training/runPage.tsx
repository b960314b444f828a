import type { JSX } from 'preact';
import type { RunStatus, RunView } from '../../src/protocol/training/view';
import { t, whole } from '../strings';
import { GradientChart } from './gradientChart';
import { LossChart } from './lossChart';
import { RunControls } from './runControls';
import { RunFigures } from './runFigures';
import { Samples } from './samples';
import type { Send } from './trainingPage';
import { cellName, plain } from './words';

interface RunPageProps {
  readonly run: RunView;
  readonly send: Send;
}

/** A training run: how far it is, how well it does, what it writes. */
export function RunPage({ run, send }: RunPageProps): JSX.Element {
  const { form, size } = run;
  return (
    <>
      <header class="header">
        <div class="header-model">
          <h1>{title(run.status, run.text)}</h1>
          <p class="quiet">
            {t('{0}, {1} × {2} units', cellName(form.cell), form.layers, form.hidden)}
            {size === null
              ? ''
              : t(
                  ', {0} parameters; {1} characters to train on, {2} held out',
                  whole(size.parameters),
                  whole(size.trained),
                  whole(size.heldOut),
                )}
          </p>
        </div>
      </header>
      <Message run={run} />
      <RunControls run={run} send={send} />
      <RunFigures run={run} />
      <div class="columns wide-aside">
        <div class="main-column">
          <LossChart run={run} />
          <GradientChart run={run} />
        </div>
        <div class="aside">
          <Samples run={run} />
          <details>
            <summary>{t('Settings')}</summary>
            <Settings run={run} />
          </details>
        </div>
      </div>
    </>
  );
}

function title(status: RunStatus, text: string): string {
  switch (status) {
    case 'preparing':
      return t('Reading {0}', text);
    case 'running':
      return t('Training on {0}', text);
    case 'paused':
      return t('Paused: {0}', text);
    case 'stopping':
      return t('Stopping: {0}', text);
    case 'ended':
      return t('Trained on {0}', text);
    case 'failed':
      return t('Training on {0} failed', text);
    case 'interrupted':
      return t('Training on {0} was interrupted', text);
  }
}

function Message({ run }: { readonly run: RunView }): JSX.Element | null {
  const { status, message, checkpoint, engineProblem } = run;
  const isWrong = status === 'failed' || status === 'interrupted';
  if (message === null && engineProblem === null && !isWrong) {
    return null;
  }
  return (
    <div class={status === 'failed' ? 'notice error' : 'notice'} role={isWrong ? 'alert' : 'status'}>
      {message === null ? null : <p>{message}</p>}
      {engineProblem === null || status === 'ended' ? null : <p>{engineProblem}</p>}
      {isWrong ? (
        <p>
          {checkpoint === null
            ? t('There is no checkpoint yet: training begins anew.')
            : t('Nothing up to step {0} is lost: training can go on from there.', whole(checkpoint.step))}
        </p>
      ) : null}
    </div>
  );
}

function Settings({ run: { form, engine } }: { readonly run: RunView }): JSX.Element {
  const rows: [string, string][] = [
    [t('Cell'), cellName(form.cell)],
    [t('Layers'), String(form.layers)],
    [t('Hidden units'), whole(form.hidden)],
    [t('Sequence length'), whole(form.sequenceLength)],
    [t('Batch'), whole(form.batchSize)],
    [t('Optimiser'), { adam: t('AdamW'), adagrad: t('Adagrad') }[form.optimizer]],
    [t('Learning rate'), plain(form.learningRate)],
    [t('Dropout'), `${plain(100 * form.dropout)} %`],
    [t('Held out'), `${plain(100 * form.heldOut)} %`],
    [t('Passes'), plain(form.passes)],
    ...(engine === null ? [] : [[t('Trained by'), engine] satisfies [string, string]]),
  ];
  return (
    <dl class="exact">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
