import type { JSX } from 'preact';
import type { Excerpt as ExcerptData } from '../../src/protocol/inspector/values';
import { useInspector } from '../app/inspector';
import { t, whole } from '../strings';
import { passage, spoken, visible } from './character';
import { Figure } from './figure';

interface ExcerptProps {
  readonly excerpt: ExcerptData;
  /** A figure about the place. */
  readonly value?: number;
  readonly signed?: boolean;
  readonly onClick?: () => void;
}

/** A place with what stands around it; a click goes there. */
export function Excerpt({ excerpt, value, signed, onClick }: ExcerptProps): JSX.Element {
  const { go } = useInspector();
  const { position, before, character, after } = excerpt;
  return (
    <li class="excerpt">
      {value === undefined ? null : <Figure value={value} decimals={3} signed={signed} />}
      <button
        type="button"
        class="excerpt-text"
        title={t('Place {0}: show it in the text', whole(position))}
        onClick={onClick ?? (() => go('text', { position }))}
      >
        <span class="excerpt-before">
          <bdi>{passage(before)}</bdi>
        </span>
        <mark>
          <span aria-hidden="true">{visible(character)}</span>
          <span class="spoken">{spoken(character)}</span>
        </mark>
        <span class="excerpt-after">{passage(after)}</span>
      </button>
    </li>
  );
}
