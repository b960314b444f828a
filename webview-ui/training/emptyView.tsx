import type { JSX } from 'preact';
import { Button } from '../controls';
import { t } from '../strings';
import type { Send } from './trainingPage';

interface EmptyViewProps {
  readonly notice: string | null;
  readonly send: Send;
}

/** Nothing is trained, and no text is chosen. */
export function EmptyView({ notice, send }: EmptyViewProps): JSX.Element {
  return (
    <>
      <header class="header">
        <h1>{t('Train a network on your own text')}</h1>
      </header>
      {notice === null ? null : (
        <div class="notice error" role="alert">
          <p>{notice}</p>
        </div>
      )}
      <div class="empty">
        <p>
          {t(
            'A network reads a text over and over and learns to guess each next character. Afterwards it writes like that text: in completions, as ghost text, in samples.',
          )}
        </p>
        <p class="quiet">
          {t('Everything happens on this machine. 100,000 characters are a good beginning; more is better.')}
        </p>
        <span class="buttons">
          <Button kind="primary" onClick={() => send({ kind: 'chooseText', from: 'editor' })}>
            {t('Train on the Text in the Editor')}
          </Button>
          <Button onClick={() => send({ kind: 'chooseText', from: 'file' })}>{t('Choose Files...')}</Button>
          <Button onClick={() => send({ kind: 'chooseText', from: 'folder' })}>
            {t('Choose a Folder...')}
          </Button>
        </span>
      </div>
    </>
  );
}
