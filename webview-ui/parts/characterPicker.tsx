import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useInspector } from '../app/inspector';
import { t } from '../strings';
import { spoken, visible } from './character';

interface PickerProps {
  /** What the character is for. */
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (index: number) => void;
  /** With this, nothing can be chosen too. */
  readonly onClear?: () => void;
  readonly emptyFace?: string;
}

/** The character in a box; a click opens the vocabulary, a key chooses at once. */
export function CharacterPicker({ label, value, onChange, onClear, emptyFace }: PickerProps): JSX.Element {
  const { model } = useInspector();
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (backToButton: boolean): void => {
    setOpen(false);
    if (backToButton) {
      button.current?.focus();
    }
  };
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [isOpen]);
  const nothing = emptyFace ?? t('choose');
  const character = value === null ? undefined : model.characters.at(value);
  const choose = (index: number): void => {
    close(true);
    onChange(index);
  };
  /** The character that a key stands for, if the network knows it. */
  const typed = (event: KeyboardEvent): number => {
    const isCharacter = [...event.key].length === 1 && event.key !== ' ';
    return isCharacter && !event.ctrlKey && !event.metaKey && !event.altKey
      ? model.characters.indexOf(event.key)
      : -1;
  };
  return (
    <span class="picker" ref={root}>
      <button
        ref={button}
        type="button"
        class="picker-face"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={t('{0}: {1}', label, character === undefined ? nothing : spoken(character))}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          const index = typed(event);
          if (index >= 0) {
            event.preventDefault();
            choose(index);
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        {character === undefined ? (
          <span class="quiet">{nothing}</span>
        ) : (
          <span class="glyph-large">{visible(character)}</span>
        )}
        <span class="picker-arrow" aria-hidden="true" />
      </button>
      {isOpen ? (
        <Vocabulary
          id={id}
          label={label}
          value={value}
          typed={typed}
          onChoose={choose}
          onClose={() => close(true)}
          onClear={
            onClear && value !== null
              ? () => {
                  close(true);
                  onClear();
                }
              : undefined
          }
        />
      ) : null}
    </span>
  );
}

interface VocabularyProps {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  readonly typed: (event: KeyboardEvent) => number;
  readonly onChoose: (index: number) => void;
  readonly onClose: () => void;
  readonly onClear?: () => void;
}

/** More would neither be found nor drawn quickly; the rest can be typed. */
const mostShown = 512;
const perRow = 10;

function Vocabulary(props: VocabularyProps): JSX.Element {
  const { id, label, value, typed, onChoose, onClose, onClear } = props;
  const { model } = useInspector();
  const order = readingOrder(model.characters).slice(0, mostShown);
  const [at, setAt] = useState(Math.max(0, value === null ? 0 : order.indexOf(value)));
  const box = useRef<HTMLDivElement>(null);
  const [shift, setShift] = useState(0);
  useLayoutEffect(() => {
    const edges = box.current?.getBoundingClientRect();
    if (edges) {
      const over = edges.right - (document.documentElement.clientWidth - 8);
      setShift(over > 0 ? -Math.min(over, edges.left - 8) : 0);
    }
    box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, []);
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(order.length - 1, to));
    setAt(next);
    box.current?.querySelectorAll<HTMLElement>('[role="option"]')[next]?.focus();
  };
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: perRow,
    ArrowUp: -perRow,
    Home: -order.length,
    End: order.length,
  };
  return (
    <div
      class="popover"
      id={id}
      ref={box}
      role="dialog"
      aria-label={label}
      style={{ transform: `translateX(${shift}px)` }}
      onKeyDown={(event) => {
        const index = typed(event);
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        } else if (event.key in steps) {
          event.preventDefault();
          move(at + steps[event.key]);
        } else if (index >= 0) {
          event.preventDefault();
          onChoose(index);
        }
      }}
    >
      <div class="vocabulary" role="listbox" aria-label={label}>
        {order.map((index, n) => (
          <button
            key={index}
            type="button"
            role="option"
            class="vocabulary-character"
            tabIndex={n === at ? 0 : -1}
            aria-selected={index === value}
            aria-label={spoken(model.characters[index])}
            title={t('{0}, index {1}', spoken(model.characters[index]), index)}
            onClick={() => onChoose(index)}
          >
            {visible(model.characters[index])}
          </button>
        ))}
      </div>
      <p class="quiet small">
        {model.characters.length > mostShown
          ? t('Type a character; the first {0} are shown.', mostShown)
          : t('Type a character, or use the arrow keys and Enter.')}
      </p>
      {onClear ? (
        <button type="button" class="link" onClick={onClear}>
          {t('None')}
        </button>
      ) : null}
    </div>
  );
}

/** Indices in an order that people know: what cannot be seen, signs, small letters, capitals, the rest. */
function readingOrder(characters: readonly string[]): number[] {
  const kind = (character: string): number =>
    /\s/.test(character)
      ? 0
      : /\p{Ll}/u.test(character)
        ? 2
        : /\p{Lu}/u.test(character)
          ? 3
          : /[\p{P}\p{S}\p{N}]/u.test(character)
            ? 1
            : 4;
  return characters
    .map((character, index) => ({ index, kind: kind(character), code: character.codePointAt(0) ?? 0 }))
    .sort((a, b) => a.kind - b.kind || a.code - b.code)
    .map(({ index }) => index);
}
