import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ViewName } from '../../src/protocol/inspector/inspector';
import { t } from '../strings';
import type { View } from './views';

interface NavigationProps {
  readonly views: readonly View[];
  readonly chosen: ViewName;
  readonly onChoose: (view: ViewName) => void;
}

/** The names of the views. Arrow keys go from one to the next, as in any row of tabs. */
export function Navigation({ views, chosen, onChoose }: NavigationProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const at = views.findIndex(({ name }) => name === chosen);
  const choose = (index: number): void => {
    const next = (index + views.length) % views.length;
    onChoose(views[next].name);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: -1,
  };
  return (
    <nav aria-label={t('Views')}>
      <div class="tabs" role="tablist" aria-label={t('Views')} ref={list}>
        {views.map(({ name, title, question }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            class="tab"
            aria-selected={name === chosen}
            aria-controls="view"
            tabIndex={name === chosen ? 0 : -1}
            title={question}
            onClick={() => onChoose(name)}
            onKeyDown={(event) => {
              if (event.key in steps) {
                event.preventDefault();
                choose(steps[event.key]);
              }
            }}
          >
            {title}
          </button>
        ))}
      </div>
    </nav>
  );
}
