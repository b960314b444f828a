/** The pictures of a report: each saved beside it under its name. */
export class ReportPictures {
  readonly all: { readonly name: string; readonly svg: string }[] = [];

  /** @returns the Markdown that shows it. */
  add(kind: string, words: string, svg: string): string {
    const name = `picture-${this.all.length + 1}-${kind}.svg`;
    this.all.push({ name, svg });
    return `![${words.replaceAll(/[\\[\]]/g, '\\$&')}](${name})`;
  }
}
