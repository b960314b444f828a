import type { ComponentType } from 'preact';
import type { ViewName } from '../../src/protocol/inspector/inspector';
import { t } from '../strings';
import { DiscoverView } from '../views/discover/discoverView';
import { InterveneView } from '../views/intervene/interveneView';
import { NeuronsView } from '../views/neurons/neuronsView';
import { ProofView } from '../views/proof/proofView';
import { ReportView } from '../views/report/reportView';
import { TextView } from '../views/text/textView';
import { TransitionsView } from '../views/transitions/transitionsView';
import { WeightsView } from '../views/weights/weightsView';

export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** What it answers, in one line. */
  readonly question: string;
  readonly component: ComponentType;
}

/** The views in the order of a person's questions. A function, as the words are known once translations are. */
export function allViews(): readonly View[] {
  return [
    {
      name: 'transitions',
      title: t('Transitions'),
      question: t('Why does one character follow another?'),
      component: TransitionsView,
    },
    {
      name: 'proof',
      title: t('Proof'),
      question: t('Is it really these neurons? Take them away and see.'),
      component: ProofView,
    },
    {
      name: 'weights',
      title: t('Weights'),
      question: t('What has the network learned? All its numbers as pictures.'),
      component: WeightsView,
    },
    {
      name: 'text',
      title: t('Text'),
      question: t('Where is the network surprised, and what did it expect?'),
      component: TextView,
    },
    {
      name: 'neurons',
      title: t('Neurons'),
      question: t('What does each neuron respond to, and how sure is that?'),
      component: NeuronsView,
    },
    {
      name: 'discover',
      title: t('Discover'),
      question: t('What else has it learned? A scan of everything.'),
      component: DiscoverView,
    },
    {
      name: 'intervene',
      title: t('Intervene'),
      question: t('What if? Change the running network and let it write.'),
      component: InterveneView,
    },
    {
      name: 'report',
      title: t('Report'),
      question: t('Write down what was found, with what is needed to find it again.'),
      component: ReportView,
    },
  ];
}
