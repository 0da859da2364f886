// Walks through the pages of a real cluster as a person would, and ends with a fault when a page has one.
//   node testing/walk.mjs 'http://127.0.0.1:8080/det/experiments/1#token=…'      SCREENSHOTS=DIR keeps pictures, WIDTH=390 is a phone
// The link is what `./det open` prints. The cluster must have at least one search with a run that has reported metrics.
import assert from 'node:assert/strict';
import { picture, startBrowser } from './browser.mjs';

const link = process.argv[2];
if (!link) {
  console.error('Which cluster? Give the link that ./det open prints.');
  process.exit(2);
}
const root = new URL('/det', link).href;
const browser = await startBrowser();
const width = Number(process.env.WIDTH ?? 1280);
const page = await browser.newPage({ viewport: { width, height: 800 } });
const faults = [];
page.on('pageerror', fault => faults.push(String(fault)));
page.on('response', answer => {
  if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
});

async function step(name, act) {
  await act();
  assert.equal(
    await page.locator('.problem').count(),
    0,
    `${name}: ${await page.locator('.problem').allTextContents()}`,
  );
  assert.deepEqual(faults, [], name);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name}: the page is ${over} px wider than the window`);
  await picture(page, `${name} ${width}`);
  console.log(`ok ${name}`);
}

const rows = page.locator('tbody tr');
const chart = () => page.waitForFunction(() => Number(document.querySelector('figure.chart')?.dataset.points) > 0);

try {
  await step('signed in by the link', async () => {
    await page.goto(link);
    await page.locator('header.top').waitFor();
    assert.equal(new URL(page.url()).hash, '');
  });
  await step('searches', async () => {
    await page.goto(`${root}/experiments`);
    await rows.first().waitFor();
  });
  await step('search', async () => {
    await rows.last().click();
    await page.waitForURL('**/experiments/*');
    await chart();
  });
  await step('run', async () => {
    await rows.first().click();
    await page.waitForURL('**/trials/*');
    await chart();
  });
  await step('log', async () => {
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.locator('.log-row').first().waitFor();
  });
  await step('checkpoints', async () => {
    await page.getByRole('link', { name: 'Checkpoints' }).click();
    await page.locator('tr.flat, .empty').first().waitFor();
  });
  await step('events', async () => {
    await page.getByRole('link', { name: 'Events' }).click();
    await page.locator('.events li').first().waitFor();
  });
  await step('runs', async () => {
    await page.goto(`${root}/trials`);
    await rows.first().waitFor();
  });
  await step('cluster', async () => {
    await page.goto(`${root}/cluster`);
    await page.locator('.slot').first().waitFor();
  });
} finally {
  await browser.close();
}
