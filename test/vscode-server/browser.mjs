/** A browser that reaches this machine only. */
import { chromium } from 'playwright-core';
import { prepareBrowser } from './prepare.mjs';

/** Starts a headless Chromium. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: prepareBrowser(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}
