import { render } from 'preact';
import { Requester } from '../src/protocol/inspector/requester';
import { App } from './app/app';
import { listen } from './app/listen';
import { Questions } from './app/questions';
import { readState } from './app/state';
import { Store } from './app/store';
import { registerControls } from './controls';
import { useTranslations } from './strings';
import { followTheme } from './theme';
import { ThemeProvider } from './app/themeContext';
import { extensionPort, kept } from './vscodeApi';
import './styles/page.css';

useTranslations(document.body.dataset.translations);
registerControls();

const store = new Store(readState(kept.read()));
store.subscribe(() => kept.write(store.current));
const requester = new Requester(extensionPort, (error) => console.error(error));
const questions = new Questions(requester);
listen(questions, store);
window.addEventListener('pagehide', () => requester.close());

render(
  <ThemeProvider value={followTheme()}>
    <App questions={questions} store={store} />
  </ThemeProvider>,
  document.getElementById('root')!,
);
