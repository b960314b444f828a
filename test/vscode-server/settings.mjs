/** Settings for a VS Code that is to show the extension: nothing reaches for the network, nothing else asks for attention. */
export const calmSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // As VS Code writes it itself; of anything older it would rewrite the file while others use it.
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'readme',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
};

/** And for one under test: nothing moves or speaks on its own, and it looks the same everywhere. */
export const quietSettings = {
  ...calmSettings,
  'workbench.startupEditor': 'none',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'git.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.accessibilitySupport': 'off',
};
