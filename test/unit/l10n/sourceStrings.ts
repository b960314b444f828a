import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../../install.mjs';

export interface SourceString {
  readonly text: string;
  /** File and line, for people. */
  readonly place: string;
  /** How many values the call has for its gaps; undefined where they are spread. */
  readonly values: number | undefined;
}

/**
 * All strings that are translated at run time: the first argument of each call of `vscode.l10n.t` in the extension, of `t`
 * and `rich` in the pages, and of each `PersonError` in core and services, which `personMessage` looks up.
 *
 * @throws where a call's text is not written down in the call itself: then nobody could translate it.
 */
export function sourceStrings(): SourceString[] {
  return ['src', 'webview-ui'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // Those that pass on what others say.
      .filter(
        (path) => !path.endsWith(join('webview-ui', 'strings.ts')) && !path.endsWith('personMessage.ts'),
      )
      .sort()
      .flatMap(stringsOf),
  );
}

function stringsOf(path: string): SourceString[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: SourceString[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslation(node.expression)) {
      const [message, ...values] = node.arguments;
      const place = `${relative(root, path)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      for (const text of textsOf(message, place)) {
        found.push({ text, place, values: values.some(ts.isSpreadElement) ? undefined : values.length });
      }
    }
    if (ts.isNewExpression(node) && isPersonError(path, node.expression)) {
      const [message, options] = node.arguments ?? [];
      if (isWritten(message)) {
        const place = `${relative(root, path)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        for (const text of textsOf(message, place)) {
          found.push({ text, place, values: valuesOf(options) });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTranslation(callee: ts.Expression): boolean {
  return (
    (ts.isIdentifier(callee) && ['t', 'rich'].includes(callee.text)) ||
    /^(vscode\.)?l10n\.t$/.test(callee.getText())
  );
}

function isPersonError(path: string, callee: ts.Expression): boolean {
  return (
    ['core', 'services'].some((folder) => path.startsWith(join(root, 'src', folder))) &&
    /^(PersonError|NoModelError)$/.test(callee.getText())
  );
}

/** Whether a message stands in the call; another error's, which is thrown again, does not, nor one with values in its text. */
function isWritten(message: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(message)) {
    return isWritten(message.expression);
  }
  if (ts.isConditionalExpression(message)) {
    return isWritten(message.whenTrue) && isWritten(message.whenFalse);
  }
  if (ts.isBinaryExpression(message)) {
    return isWritten(message.left) && isWritten(message.right);
  }
  return ts.isStringLiteral(message) || ts.isNoSubstitutionTemplateLiteral(message);
}

/** How many `values` the options of an error have. */
function valuesOf(options: ts.Expression | undefined): number {
  const list =
    options && ts.isObjectLiteralExpression(options)
      ? options.properties.find((one) => one.name?.getText() === 'values')
      : undefined;
  return list && ts.isPropertyAssignment(list) && ts.isArrayLiteralExpression(list.initializer)
    ? list.initializer.elements.length
    : 0;
}

/** A literal, literals joined by +, or a choice between such. */
function textsOf(node: ts.Expression, place: string): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return [node.text];
  }
  if (ts.isParenthesizedExpression(node)) {
    return textsOf(node.expression, place);
  }
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue, place), ...textsOf(node.whenFalse, place)];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textsOf(node.left, place).flatMap((left) =>
      textsOf(node.right, place).map((right) => left + right),
    );
  }
  throw new Error(`${place}: the text is not written in the call: ${node.getText()}`);
}
