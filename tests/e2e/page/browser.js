// Debian's Chromium without a window, a page that is watched, and the rest of the world.
import http from 'node:http';

import puppeteer from 'puppeteer-core';

/** `elsewhere`: what all names but this machine's lead to. */
export async function start_browser(elsewhere) {
  const names = `MAP * 127.0.0.1:${elsewhere.port}, EXCLUDE 127.0.0.1`;
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    // Root has no sandbox of Chromium's, and small machines little shared memory. Nothing here leaves this machine.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', `--host-resolver-rules=${names}`],
  });
}

/** Whatever is asked of a host that is not the sandbox ends here, in `asked`. */
export async function start_elsewhere() {
  const asked = [];
  const server = http.createServer((request, response) => {
    if (request.headers.host === 'elsewhere.example') asked.push(request.url);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { asked, port: server.address().port, stop: () => server.close() };
}

/** `wrong`: errors and dialogs of the page. */
export async function open_watched(browser, address, { scheme = 'light', width = 1280, height = 800 } = {}) {
  const page = await browser.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(address);
  await page.waitForSelector('#live[data-state="live"]');
  return { page, wrong };
}

/** Of the page itself, not of what it frames. */
export async function violations(page) {
  return page.$$eval('.violation', (found) => found.map((each) => each.textContent));
}

export const texts = (page, selector) => page.$$eval(selector, (found) => found.map((each) => each.textContent));
