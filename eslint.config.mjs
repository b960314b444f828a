import tseslint from 'typescript-eslint';

/** An import may only point down this list: kernel <- core <- services <- extension; the page stands apart. */
function forbid(patterns, message) {
  return {
    'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }],
  };
}

const node =
  '^(node:|fs$|path$|os$|crypto$|child_process$|worker_threads$|util$|url$|http$|https$|stream$|events$)';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      '.vscode-test/',
      'src/core/kernel/assembly/*.ts',
      'test/vscode-server/node_modules/',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Code points are the unit here: a vocabulary holds code points, not grapheme clusters.
      '@typescript-eslint/no-misused-spread': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/core/kernel/**/*.ts'],
    rules: forbid(
      ['^vscode$', node, '/services/', '/extension/', '/protocol/', '/format/', '/webview-ui/'],
      'The kernel stands at the bottom: it knows parameters and random numbers only.',
    ),
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['src/core/kernel/**'],
    rules: forbid(
      ['^vscode$', node, '/services/', '/extension/', '/protocol/', '/webview-ui/'],
      'core is the model as mathematics: no vscode, no Node, no DOM, nothing from the rooms above.',
    ),
  },
  {
    files: ['src/services/**/*.ts', 'src/cli.ts', 'src/cli/**/*.ts'],
    rules: forbid(['^vscode$', '/extension/', '/webview-ui/'], 'Only src/extension may know vscode.'),
  },
  {
    files: ['src/protocol/**/*.ts'],
    rules: forbid(
      [
        '^vscode$',
        node,
        '/services/',
        '/extension/',
        '/webview-ui/',
        '/core/(?!.*(parameters|kernel/kernel))',
      ],
      'The protocol is types and one helper, shared by both sides.',
    ),
  },
  {
    files: ['webview-ui/**/*.ts', 'webview-ui/**/*.tsx'],
    rules: forbid(
      ['^vscode$', node, '/src/(?!protocol/)'],
      'The page draws and asks: it shares only the protocol with the extension.',
    ),
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
