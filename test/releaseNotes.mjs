/**
 * What the changelog says of a version.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string | undefined} undefined if it has no such section; "unreleased" must not stand in its heading
 */
export function releaseNotes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  if (section === undefined || /unreleased/i.test(section.split('\n', 1)[0])) {
    return undefined;
  }
  return section.slice(section.indexOf('\n')).trim();
}
