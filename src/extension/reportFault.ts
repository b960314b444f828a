import * as vscode from 'vscode';
import { faultReport, type FaultFacts } from '../services/faultReport';
import { describeMachine } from '../services/machine';
import { write } from '../services/writing';
import { longTask } from './longTask';
import { openText } from './openText';
import type { Session } from './session';

/** Characters that are written to be measured. */
const measured = 200;

/**
 * Report a Fault: gathers version, settings, engine and timings into a new document, which is sent nowhere: the person
 * reads it, says what happened, and decides.
 */
export async function reportFault(session: Session): Promise<void> {
  const timings = await longTask(vscode.l10n.t('Char-RNN is measuring'), (control) =>
    measure(session, control.signal),
  );
  const { running, problem } = session.models;
  await openText(
    faultReport({
      place: place(session.version),
      settings: session.settings.current,
      engine: running && {
        kernel: running.network.kernel,
        name: running.network.engine,
        cell: running.model.parameters.cell,
        layers: running.model.parameters.layers,
        hiddenSize: running.network.hiddenSize,
        vocabularySize: running.network.vocabularySize,
        edited: session.edits.edits.length > 0,
      },
      // Its message may quote what stands in a file, or a path.
      problem: problem && problem.name,
      timings,
    }),
    'markdown',
  );
  void vscode.window.setStatusBarMessage(
    vscode.l10n.t('Char-RNN: read the report, say what happened, and send it where you got the extension'),
    15_000,
  );
}

/** A report is worth having where nothing works, so what cannot be measured is left out. */
async function measure(
  { models, settings, log }: Session,
  signal?: AbortSignal,
): Promise<FaultFacts['timings']> {
  const timings: [string, number][] = [];
  const time = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    timings.push([what, performance.now() - began]);
  };
  const request = { prompt: 'To be, or not to be', length: measured, temperature: 0.5, seed: 1 };
  try {
    await time(models.running ? 'the model, loaded already' : 'loading the model', () => models.load());
    // The first one also reads the warm-up.
    for (const turn of ['first', 'again']) {
      await time(`${measured} characters, ${turn}`, () =>
        write(models, settings.current, [request], { signal }),
      );
    }
    await time('one turn of the event loop', () => new Promise((resolve) => setTimeout(resolve, 0)));
  } catch (error) {
    signal?.throwIfAborted();
    log.error(error instanceof Error ? error : String(error));
  }
  return timings;
}

function place(version: string): FaultFacts['place'] {
  const { appName, appHost, uiKind, remoteName, language } = vscode.env;
  return [
    ['Char-RNN', version],
    [appName, `${vscode.version}, ${appHost}, ${uiKind === vscode.UIKind.Web ? 'in a browser' : 'desktop'}`],
    // Of an address, only that there is one.
    ['remote', remoteName === undefined ? 'no' : (/^[a-z][a-z-]*/.exec(remoteName)?.[0] ?? 'yes')],
    ['workspace', vscode.workspace.isTrusted ? 'trusted' : 'restricted'],
    ['language', language],
    ...describeMachine(),
  ];
}
