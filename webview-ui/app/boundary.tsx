import { Component, type ComponentChildren } from 'preact';
import { t } from '../strings';
import { Failed } from '../parts/answer';

/** Keeps what goes wrong while one view is drawn from taking the others with it. */
export class Boundary extends Component<
  { readonly name: string; readonly children: ComponentChildren },
  { readonly error: Error | null }
> {
  override state: { readonly error: Error | null } = { error: null };

  static override getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ComponentChildren {
    const { error } = this.state;
    return error ? (
      <Failed
        message={t('{0} cannot be shown: {1}. The other views go on.', this.props.name, error.message)}
        again={() => this.setState({ error: null })}
      />
    ) : (
      this.props.children
    );
  }
}
