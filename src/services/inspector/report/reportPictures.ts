/** The pictures of a report: each saved beside it under its name. */
export class ReportPictures {
  readonly all: { readonly name: string; readonly svg: string }[] = [];

  /** @param prefix what their names begin with: `picture-`, or a folder beside the report; null: there are none. */
  constructor(private readonly prefix: string | null = 'picture-') {}

  /**
   * @param draw makes the SVG; not called where there are no pictures.
   * @returns the Markdown that shows it: nothing, or one paragraph.
   */
  add(kind: string, words: string, draw: () => string): string[] {
    if (this.prefix === null) {
      return [];
    }
    const name = `${this.prefix}${this.all.length + 1}-${kind}.svg`;
    this.all.push({ name, svg: draw() });
    return [`![${words.replaceAll(/[\\[\]]/g, '\\$&')}](${encodeURI(name)})`];
  }
}
