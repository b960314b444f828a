import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Theme } from '../theme';
import { useStore } from './inspector';
import type { Store } from './store';

const context = createContext<Store<Theme> | undefined>(undefined);
export const ThemeProvider = context.Provider;

/** The colours of data; redraws when the theme changes. */
export function useTheme(): Theme {
  const theme = useStore(useContext(context));
  if (!theme) {
    throw new Error('There is no theme here.');
  }
  return theme;
}
