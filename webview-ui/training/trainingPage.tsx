import type { JSX } from 'preact';
import type { PageMessage } from '../../src/protocol/training/messages';
import { Boundary } from '../app/boundary';
import { useStore } from '../app/inspector';
import type { Store } from '../app/store';
import { t } from '../strings';
import { Chooser } from './chooser';
import { EmptyView } from './emptyView';
import type { Kept } from './kept';
import { RunPage } from './runPage';
import type { Shown } from './shown';

export type Send = (message: PageMessage) => void;

interface TrainingPageProps {
  readonly shown: Store<Shown>;
  readonly choices: Store<Kept>;
  readonly send: Send;
}

/** The Training view: nothing chosen yet, the choice, or a run. */
export function TrainingPage({ shown, choices, send }: TrainingPageProps): JSX.Element {
  const view = useStore(shown);
  return (
    <main class="page training">
      <Boundary name={t('The Training view')}>
        {view === undefined ? null : view.kind === 'empty' ? (
          <EmptyView notice={view.notice} send={send} />
        ) : view.kind === 'choosing' ? (
          <Chooser view={view} choices={choices} send={send} />
        ) : (
          <RunPage run={view} send={send} />
        )}
      </Boundary>
    </main>
  );
}
