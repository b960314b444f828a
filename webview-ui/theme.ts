import { divergingTable, isDark, parseColour, sequentialTable, type Rgb } from './heatmap/palette';
import { Store } from './app/store';

/** The colours of data in the present theme; all other colours are the theme's own, in the style sheets. */
export interface Theme {
  readonly background: Rgb;
  readonly foreground: Rgb;
  /** RGBA tables, see the palette. */
  readonly diverging: Uint8ClampedArray;
  readonly sequential: Uint8ClampedArray;
  readonly isDark: boolean;
}

/** Reads the theme, and again whenever VS Code changes it. */
export function followTheme(): Store<Theme> {
  const store = new Store(readTheme());
  let scheduled = false;
  const observer = new MutationObserver(() => {
    if (!scheduled) {
      scheduled = true;
      // One change of theme is many changes of variables.
      requestAnimationFrame(() => {
        scheduled = false;
        store.update(readTheme);
      });
    }
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return store;
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const background = parseColour(style.backgroundColor) ?? [30, 30, 30];
  const foreground = parseColour(style.color) ?? [204, 204, 204];
  const diverging = divergingTable(background);
  const sequential = sequentialTable(background);
  const dark = isDark(background);
  const root = document.documentElement;
  const end = (entry: number): string =>
    `rgb(${[...diverging.subarray(4 * entry, 4 * entry + 3)].join(' ')})`;
  setIfNew(root, '--negative', end(0));
  setIfNew(root, '--positive', end(diverging.length / 4 - 1));
  return { background, foreground, diverging, sequential, isDark: dark };
}

/** Writing the same value again would be seen as another change. */
function setIfNew(element: HTMLElement, name: string, value: string): void {
  if (element.style.getPropertyValue(name) !== value) {
    element.style.setProperty(name, value);
  }
}
