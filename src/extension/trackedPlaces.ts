import * as vscode from 'vscode';
import type { Disposable } from '../services/event';
import { movedPlace } from '../services/trackedPlace';

/** Places in a document that move with its text while something is written for them. */
export class TrackedPlaces implements Disposable {
  /** Offsets; undefined for places that are no more. */
  private places: (number | undefined)[];
  /** The same as lines and characters: these survive a change of the line endings. */
  private positions: (vscode.Position | undefined)[];
  private eol: vscode.EndOfLine;
  private readonly subscription: vscode.Disposable;

  /** @param places offsets into the document as it is now. */
  constructor(
    readonly document: vscode.TextDocument,
    places: readonly number[],
  ) {
    this.places = [...places];
    this.positions = places.map((place) => document.positionAt(place));
    this.eol = document.eol;
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) {
        this.follow(event.contentChanges);
      }
    });
  }

  /** Where the places are now; undefined if one of them is gone, or the document is. */
  now(): number[] | undefined {
    return this.document.isClosed || this.places.includes(undefined) ? undefined : (this.places as number[]);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const { document } = this;
    if (document.eol !== this.eol) {
      // VS Code reports other line endings as if the whole text had been replaced.
      this.eol = document.eol;
      this.places = this.positions.map((position) => position && document.offsetAt(position));
      return;
    }
    // The changes of one edit are listed such that they can be made one after the other.
    for (const { rangeOffset, rangeLength, text } of changes) {
      const change = { offset: rangeOffset, removed: rangeLength, inserted: text.length };
      this.places = this.places.map((place) => (place === undefined ? undefined : movedPlace(place, change)));
    }
    this.positions = this.places.map((place) =>
      place === undefined ? undefined : document.positionAt(place),
    );
  }
}
