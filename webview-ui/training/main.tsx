import { render } from 'preact';
import { checkHostMessage, type PageMessage } from '../../src/protocol/training/messages';
import { Store } from '../app/store';
import { registerControls } from '../controls';
import { useTranslations } from '../strings';
import { followTheme } from '../theme';
import { extensionPort, kept } from '../vscodeApi';
import { readKept, type Kept } from './kept';
import { TrainingPage } from './trainingPage';
import type { Shown } from './shown';
import '../styles/training.css';

useTranslations(document.body.dataset.translations);
registerControls();
followTheme();

const shown = new Store<Shown>(undefined);
const choices = new Store<Kept>(readKept(kept.read()));
choices.subscribe(() => kept.write(choices.current));
extensionPort.listen((message) => {
  try {
    const { view } = checkHostMessage(message);
    shown.update(() => view);
  } catch (error) {
    console.error(error);
  }
});
const send = (message: PageMessage): void => extensionPort.post(message);

render(<TrainingPage shown={shown} choices={choices} send={send} />, document.getElementById('root')!);
send({ kind: 'ready' });
