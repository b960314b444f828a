import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
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

/** What was found, in plain words, ready to be pasted. */
export function Sentence({ text }: { readonly text: string }): JSX.Element {
  return (
    <blockquote class="sentence">
      <p>{text}</p>
      <CopyButton text={() => text} />
    </blockquote>
  );
}
