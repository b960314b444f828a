import { fileStat, join, namesIn } from '../../services/files';
import { randomText } from '../../services/randomText';
import { RunFolder } from '../../services/training/runFolder';

/** Milliseconds after which a choice that was never made is nobody's. */
const draftLife = 24 * 3600 * 1000;
const prefix = 'draft-';

/** Folders for texts that are chosen and not trained on yet: one for each window that is about to. */
export class DraftFolders {
  constructor(private readonly root: string) {}

  /** A new one. What windows left that crashed before anything began goes. */
  async make(): Promise<RunFolder> {
    await this.removeOld();
    const folder = new RunFolder(join(this.root, `${prefix}${randomText(4)}`));
    await folder.make();
    return folder;
  }

  private async removeOld(): Promise<void> {
    const names = await namesIn(this.root);
    for (const name of names.filter((one) => one.startsWith(prefix))) {
      const path = join(this.root, name);
      const made = await fileStat(path);
      if (made && Date.now() - made.modified > draftLife) {
        await new RunFolder(path).remove().catch(() => undefined);
      }
    }
  }
}
