import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Params } from '../../../src/protocol/inspector/inspector';
import type { Report } from '../../../src/protocol/inspector/report';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Button, Check } from '../../controls';
import { NumberField } from '../../fields';
import { Answer, Failed } from '../../parts/answer';
import { CopyButton } from '../../parts/sentence';
import { t } from '../../strings';
import { isOf, lookedName } from './arrange';

/** What was looked at, written down. */
export function ReportView(): JSX.Element {
  const { text } = useInspector();
  return text ? (
    <ReportOf text={text} />
  ) : (
    <NeedsText
      why={t(
        'What you look at in the other views is gathered here, and written as Markdown with tables, pictures, seeds and commands, so that anyone can make it again.',
      )}
    />
  );
}

function ReportOf({ text }: { readonly text: TextInfo }): JSX.Element {
  const { state, store, model } = useInspector();
  const [own, change] = useViewState('report');
  const [asked, setAsked] = useState<Params<'report'> | null>(null);
  const answered = useReply('report', asked);
  const looked = state.looked.filter((one) => isOf(one, text.id));
  const wanted: Params<'report'> = {
    text: text.id,
    looked: [...looked],
    assignment: own.assignment,
    seed: own.seed,
  };
  const remove = (key: string): void =>
    store.update((now) => ({ ...now, looked: now.looked.filter((one) => JSON.stringify(one) !== key) }));
  return (
    <>
      <section aria-labelledby="looked-title">
        <div class="section-head">
          <h2 id="looked-title">{t('What you looked at')}</h2>
          {looked.length > 1 ? (
            <Button onClick={() => store.update((now) => ({ ...now, looked: [] }))}>{t('Forget All')}</Button>
          ) : null}
        </div>
        {looked.length === 0 ? (
          <p class="quiet">
            {t('Nothing yet in this text. Look at transitions, proofs and neurons; each is listed here.')}
          </p>
        ) : (
          <ul class="looked">
            {looked.map((one) => {
              const key = JSON.stringify(one);
              const name = lookedName(one, model);
              return (
                <li key={key}>
                  <span>{name}</span>
                  <button
                    type="button"
                    class="link"
                    aria-label={t('Leave out: {0}', name)}
                    onClick={() => remove(key)}
                  >
                    {t('leave out')}
                  </button>
                </li>
              );
            })}
          </ul>
        )}
        <div class="question-details">
          <Check checked={own.assignment} onChange={(assignment) => change({ assignment })}>
            {t('Also answer the four parts of the assignment "Fun with RNNs"')}
          </Check>
          <NumberField
            label={t('Seed')}
            size={5}
            value={own.seed}
            check={(seed) => (Number.isSafeInteger(seed) && seed >= 0 ? undefined : t('a whole number'))}
            onChange={(seed) => change({ seed })}
          />
          <Button
            kind="primary"
            disabled={looked.length === 0 && !own.assignment}
            onClick={() => setAsked(wanted)}
          >
            {t('Write the Report')}
          </Button>
        </div>
      </section>
      <Answer answered={answered} doing={t('Writing the report')}>
        {(report) => <Written report={report} name={model.name} />}
      </Answer>
    </>
  );
}

function Written({ report, name }: { readonly report: Report; readonly name: string }): JSX.Element {
  const { questions } = useInspector();
  const [problem, setProblem] = useState<string>();
  const pictures = useMemo(
    () => report.pictures.map(({ name: file, svg }) => ({ file, address: dataAddress(svg) })),
    [report],
  );
  const save = (): void => {
    setProblem(undefined);
    questions.requester
      .ask('save', {
        name: `${name}-report.md`,
        content: report.markdown,
        beside: report.pictures.map(({ name: file, svg }) => ({ name: file, content: svg })),
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <section aria-labelledby="written-title">
      <div class="section-head">
        <h2 id="written-title">{t('The report')}</h2>
        <span class="buttons">
          <Button kind="primary" onClick={save}>
            {t('Save...')}
          </Button>
          <CopyButton text={() => report.markdown} />
        </span>
      </div>
      {problem === undefined ? null : <Failed message={problem} again={save} />}
      <pre class="markdown" tabIndex={0}>
        {report.markdown}
      </pre>
      {pictures.length > 0 ? (
        <ul class="pictures">
          {pictures.map(({ file, address }) => (
            <li key={file}>
              <figure>
                <img src={address} alt={file} />
                <figcaption class="quiet">{file}</figcaption>
              </figure>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** A drawing as an image: nothing in it can run or reach outside. */
function dataAddress(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
