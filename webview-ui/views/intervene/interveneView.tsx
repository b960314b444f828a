import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MethodName, Params } from '../../../src/protocol/inspector/inspector';
import { useInspector } from '../../app/inspector';
import { Button } from '../../controls';
import { Failed } from '../../parts/answer';
import { t } from '../../strings';
import { editName } from './arrange';
import { ClampForm, WeightForm } from './editForms';
import { Writing } from './writing';

/** Changes the running network, and shows what it writes as it was and as it is. */
export function InterveneView(): JSX.Element {
  const { model } = useInspector();
  return (
    <>
      {model.isRunning ? (
        <Editing />
      ) : (
        <p class="notice">
          {t(
            'This file is looked at, but another model is running: completions are not written by it. Choose it with Use as Char-RNN Model to change it.',
          )}
        </p>
      )}
      {model.isRunning ? <Writing /> : null}
    </>
  );
}

/** Asks for a change, and says what went wrong; what came of it is told by the model, which is asked for anew. */
function useChange(): [string | undefined, <M extends MethodName>(method: M, params: Params<M>) => void] {
  const { questions } = useInspector();
  const [problem, setProblem] = useState<string>();
  return [
    problem,
    (method, params) => {
      setProblem(undefined);
      questions.requester.ask(method, params).catch((error: unknown) => {
        setProblem(error instanceof Error ? error.message : String(error));
      });
    },
  ];
}

function Editing(): JSX.Element {
  const { model } = useInspector();
  const [problem, ask] = useChange();
  const { edits, canUndo, canRedo } = model.edits;
  return (
    <section aria-labelledby="edits-title">
      <div class="section-head">
        <h2 id="edits-title">{t('Changes to the running network')}</h2>
        <span class="buttons">
          <Button disabled={!canUndo} onClick={() => ask('undoEdit', {})}>
            {t('Undo')}
          </Button>
          <Button disabled={!canRedo} onClick={() => ask('redoEdit', {})}>
            {t('Redo')}
          </Button>
          <Button disabled={edits.length === 0} onClick={() => ask('resetEdits', {})}>
            {t('Reset')}
          </Button>
          <Button disabled={edits.length === 0} onClick={() => ask('saveEdited', {})}>
            {t('Save As New File...')}
          </Button>
        </span>
      </div>
      <p class="quiet">
        {t(
          'Completions and ghost text follow at once. The model file stays as it is; the changes end with the window, unless you save them.',
        )}
      </p>
      {problem === undefined ? null : <Failed message={problem} again={() => ask('describe', {})} />}
      <div class="pair">
        <ClampForm onEdit={(edit) => ask('edit', { edit })} />
        <WeightForm onEdit={(edit) => ask('edit', { edit })} />
      </div>
      {edits.length > 0 ? (
        <ol class="edits" aria-label={t('Changes, oldest first')}>
          {edits.map((edit, index) => (
            <li key={index}>
              <code>{editName(edit)}</code>{' '}
              <span class="quiet">
                {edit.kind === 'clamp'
                  ? edit.mode === 'whole'
                    ? t('held, in the recurrence too')
                    : t('held, for the output only')
                  : t('weight')}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}
