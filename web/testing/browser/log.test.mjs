import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { picture, startBrowser } from '../browser.mjs';
import { startMaster } from '../master.mjs';

let master;
let browser;

before(async () => {
  master = await startMaster({ lines: 1_000_000 });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await master?.stop();
});

async function openLog(path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${master.url}/det${path}#token=${master.token}`);
  await page.locator('.log-row').first().waitFor({ timeout: 30_000 });
  return page;
}

const lines = page =>
  page
    .locator('.log-bar .quiet.number')
    .textContent()
    .then(text => Number(text.replaceAll(/\D/g, '')));
const atEnd = page =>
  page.evaluate(() => {
    const box = document.querySelector('.log-box');
    return box.scrollTop + box.clientHeight >= box.scrollHeight - 20;
  });

test('the log follows its end while the run trains, until one scrolls away', async () => {
  const page = await openLog('/trials/7?tab=log');
  const before = await lines(page);
  await page.waitForFunction(
    count => Number(document.querySelector('.log-bar .quiet.number').textContent.replaceAll(/\D/g, '')) > count + 3,
    before,
    { timeout: 15_000 },
  );
  assert.ok(await atEnd(page));
  await page.locator('.log-box').hover();
  await page.mouse.wheel(0, -900);
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
  const top = await page.evaluate(() => document.querySelector('.log-box').scrollTop);
  const now = await lines(page);
  await page.waitForFunction(
    count => Number(document.querySelector('.log-bar .quiet.number').textContent.replaceAll(/\D/g, '')) > count + 3,
    now,
    { timeout: 15_000 },
  );
  assert.equal(await page.evaluate(() => document.querySelector('.log-box').scrollTop), top);
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Following' }).waitFor();
  assert.ok(await atEnd(page));
  await picture(page, 'log-follow');
  await page.close();
});

test('search marks the hits, Enter goes from one to the next, levels filter, colours are kept', async () => {
  const page = await openLog('/trials/13?tab=log&level=ERROR');
  await page.locator('.log-row.error .ansi1', { hasText: 'ValueError' }).waitFor({ timeout: 60_000 });
  assert.equal(await lines(page), 1);
  await page.getByLabel('Least level').selectOption('all levels');
  await page.keyboard.press('/');
  await page.keyboard.type('the graph is being traced');
  await page.getByText('1 hit', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.log-row.current mark').waitFor();
  await page.getByText('1 of 1 hit').waitFor();
  await picture(page, 'log-search');
  await page.close();
});

test('a line has an address, that opens there', async () => {
  const page = await openLog('/trials/7?tab=log');
  await page.locator('.log-box').press('Home');
  await page.getByRole('button', { name: 'Link to line 3', exact: true }).click();
  await page.waitForURL(/line=3/);
  await page.goto(`${master.url}/det/trials/7?tab=log&line=2`);
  await page.locator('.log-row.chosen', { hasText: 'Fashion-MNIST' }).waitFor();
  await page.close();
});

test('a million lines open, and the first, a middle and the last one can be reached', async () => {
  const page = await openLog('/trials/1?tab=log&line=700000');
  await page.waitForFunction(
    () => document.querySelector('.log-bar .quiet.number').textContent.startsWith('1,000,000'),
    undefined,
    { timeout: 120_000 },
  );
  await page.locator('.log-row.chosen button', { hasText: /^700000$/ }).waitFor();
  assert.ok((await page.locator('.log-row').count()) < 120);
  await page.getByRole('button', { name: 'Go to the end' }).click();
  await page.locator('.log-row button', { hasText: /^1000000$/ }).waitFor();
  await page.locator('.log-box').press('Home');
  await page.locator('.log-row button', { hasText: /^1$/ }).waitFor();
  await page.keyboard.press('j');
  await page.locator('.log-row button', { hasText: /^2$/ }).waitFor();
  await picture(page, 'log-million');
  await page.close();
});
