import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useInspector } from '../app/inspector';
import { Button } from '../controls';
import { t } from '../strings';

/** Puts text on the clipboard, and says so. */
export function CopyButton({
  text,
  label,
}: {
  readonly text: () => string;
  readonly label?: string;
}): JSX.Element {
  const { questions, announce } = useInspector();
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const copy = async (): Promise<void> => {
    let now: 'copied' | 'failed' = 'copied';
    try {
      await questions.requester.ask('copy', { text: text() });
    } catch {
      now = 'failed';
    }
    setState(now);
    announce(now === 'copied' ? t('Copied') : t('It could not be copied.'));
    setTimeout(() => setState('ready'), 1500);
  };
  const face = { ready: label ?? t('Copy'), copied: t('Copied'), failed: t('Not copied') }[state];
  return <Button onClick={() => void copy()}>{face}</Button>;
}

/** What was found, in plain words, ready to be pasted. A long one shows its beginning, and all of it on demand. */
export function Sentence({ text }: { readonly text: string }): JSX.Element {
  const words = useRef<HTMLParagraphElement>(null);
  const [isWhole, setWhole] = useState(false);
  const [isLong, setLong] = useState(false);
  useLayoutEffect(() => {
    const { current } = words;
    if (current && !isWhole) {
      setLong(current.scrollHeight > current.clientHeight + 2);
    }
  });
  return (
    <blockquote class="sentence">
      <p ref={words} class={isWhole ? '' : 'clamped'}>
        {text}
      </p>
      <span class="buttons">
        {isLong ? (
          <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? t('Less') : t('More')}
          </button>
        ) : null}
        <CopyButton text={() => text} />
      </span>
    </blockquote>
  );
}
