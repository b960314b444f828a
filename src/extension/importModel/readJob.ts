import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { importPyTorchJob as readJob, isPyTorchJob } from '../../services/pytorchJob/importPyTorchJob';
import { jobFiles } from '../../services/pytorchJob/jobFiles';

export { readJob };

/** The folder of a job, or a file that one wrote and that lies alone; undefined for other files. */
export async function jobPath({ scheme, fsPath }: vscode.Uri): Promise<string | undefined> {
  if (scheme !== 'file' || !(await isPyTorchJob(fsPath))) {
    return undefined;
  }
  return existsSync(join(dirname(fsPath), jobFiles.config)) ? dirname(fsPath) : fsPath;
}
