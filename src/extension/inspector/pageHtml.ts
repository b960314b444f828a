/** What a page needs to know to be loaded. */
export interface PageParts {
  readonly title: string;
  /** Where VS Code lets a webview load from, for the content security policy. */
  readonly source: string;
  readonly script: string;
  readonly styles: string;
  /** New for each page: only a script or style with it is taken. */
  readonly nonce: string;
  readonly language: string;
  /** VS Code's bundle of translations, as JSON; undefined for English. */
  readonly translations: string | undefined;
}

/**
 * The page. Its policy lets in one script, one style sheet and drawings that the page itself made (`data:`); nothing
 * inline, no eval, no address outside. (The controls try out in an empty style element what the browser can do; they
 * look for the nonce that it needs in a meta element.)
 */
export function pageHtml({
  title,
  source,
  script,
  styles,
  nonce,
  language,
  translations,
}: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${escaped(styles)}" />
  </head>
  <body data-translations="${escaped(translations ?? '')}">
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
