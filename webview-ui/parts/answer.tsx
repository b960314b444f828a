import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MethodName, Reply } from '../../src/protocol/inspector/inspector';
import type { Answered } from '../app/inspector';
import { Button, Ring } from '../controls';
import { t } from '../strings';

interface AnswerProps<M extends MethodName> {
  readonly answered: Answered<M>;
  /** What is being done, for questions that take their time. */
  readonly doing: string;
  readonly children: (reply: Reply<M>) => ComponentChildren;
}

/** A short wait is not worth a word: it would only flicker. */
const patience = 250;

/** What came of a question: the answer, how far it is, or why there is none and the way on. */
export function Answer<M extends MethodName>({
  answered,
  doing,
  children,
}: AnswerProps<M>): JSX.Element | null {
  const { asked, reply, isStale } = answered;
  if (!asked) {
    return null;
  }
  const body = reply === undefined ? null : children(reply);
  switch (asked.status) {
    case 'done':
      return <div class="answer">{body}</div>;
    case 'asking':
      return (
        <div class="answer" aria-busy="true">
          <Waiting doing={doing} progress={asked.progress} cancel={asked.cancel} />
          {body === null ? null : <div class={isStale ? 'stale' : ''}>{body}</div>}
        </div>
      );
    case 'cancelled':
      return (
        <div class="notice">
          <p>{t('Cancelled.')}</p>
          <Button onClick={asked.again}>{t('Start Again')}</Button>
        </div>
      );
    case 'failed':
      return <Failed message={asked.message} again={asked.again} />;
  }
}

export function Failed({
  message,
  again,
}: {
  readonly message: string;
  readonly again: () => void;
}): JSX.Element {
  return (
    <div class="notice error" role="alert">
      <p>{message}</p>
      <Button onClick={again}>{t('Try Again')}</Button>
    </div>
  );
}

interface WaitingProps {
  readonly doing: string;
  readonly progress?: { readonly done: number; readonly total: number; readonly note?: string };
  readonly cancel: () => void;
}

/** Shows after a moment that work is under way, how far it is, and lets the person end it. */
export function Waiting({ doing, progress, cancel }: WaitingProps): JSX.Element | null {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patience);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) {
    return null;
  }
  const percent =
    progress && progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : undefined;
  return (
    <div class="waiting">
      <Ring />
      <p role="status">
        {progress?.note ?? doing}
        {percent === undefined ? '' : ` ${percent} %`}
      </p>
      <progress aria-label={doing} max={100} value={percent} />
      <Button onClick={cancel}>{t('Cancel')}</Button>
    </div>
  );
}
