// Runs a notebook in a real JupyterLab as a person would, and looks at the cell that submits.
//   node testing/notebook.mjs http://127.0.0.1:8888 TOKEN mine.ipynb      SCREENSHOTS=DIR keeps pictures
import assert from 'node:assert/strict';
import { picture, startBrowser } from './browser.mjs';

const [server, token, notebook] = process.argv.slice(2);
if (!notebook) {
  console.error('Which notebook? Give the address of the server, its token and the name.');
  process.exit(2);
}
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
try {
  await page.goto(`${server}/lab/tree/${notebook}?token=${token}`);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => document.body.textContent.includes('| Idle'), undefined, { timeout: 60_000 });
  await page.locator('.jp-CodeCell').first().click();
  await page.keyboard.press('Escape');
  for (let cell = 0; cell < 2; cell++) {
    await page.keyboard.press('Shift+Enter');
  }
  // The widget, where it stands, shows one state after another.
  const shown = page.locator('.jp-OutputArea .widget-html-content').first();
  await shown.waitFor({ timeout: 120_000 });
  const first = await shown.textContent();
  await picture(page, 'notebook at first');
  assert.match(first, /Experiment \d+ · (QUEUED|STARTING|RUNNING)/);
  await page.waitForFunction(
    () => /Experiment \d+ · COMPLETED · 2\/2 · best /.test(document.querySelector('.widget-html-content')?.textContent),
    undefined,
    { timeout: 200_000 },
  );
  assert.equal(await page.locator('.widget-html-content').count(), 1, 'it moves in place');
  assert.equal(await page.locator('.jp-OutputArea [data-mime-type*="stderr"] .ansi-red-fg').count(), 0, 'no traceback');
  assert.ok(!(await page.locator('.jp-Notebook').textContent()).includes('CellDone'), 'nor the name of an exception');
  await page.keyboard.press('Shift+Enter');
  await page.getByText('the kernel lives 320').waitFor({ timeout: 60_000 });
  await picture(page, 'notebook at the end');
  console.log('ok');
} catch (fault) {
  await picture(page, 'notebook at its fault');
  throw fault;
} finally {
  await browser.close();
}
