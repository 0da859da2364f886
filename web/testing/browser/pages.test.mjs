import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { picture, startBrowser } from '../browser.mjs';
import { startMaster } from '../master.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const paths = [
  '/experiments',
  '/experiments/1',
  '/experiments/2',
  '/experiments/5',
  '/experiments/99',
  '/trials',
  '/trials/7',
  '/trials/13',
  '/trials/1?tab=log&q=loss',
  '/trials/1?tab=checkpoints',
  '/trials/1?tab=events',
  '/cluster',
  '/nowhere',
];

let master;
let browser;

before(async () => {
  master = await startMaster();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await master?.stop();
});

/** A page that is signed in, at a path; `check` gets it and the faults that the page threw. */
async function visit(path, options, check, from = master) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', fault => faults.push(String(fault)));
  try {
    await page.goto(`${from.url}/det${path}#token=${from.token}`);
    await page.locator('header.top').waitFor();
    await check(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

test('a link with a token signs in, and the token leaves the address', async () => {
  await visit('/experiments?sort=name', {}, async page => {
    await page.getByRole('heading', { name: 'Searches' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    assert.equal(new URL(page.url()).search, '?sort=name');
  });
});

test('name and password sign in; a wrong one is told, and the wanted page opens afterwards', async () => {
  const page = await browser.newPage();
  await page.goto(`${master.url}/det/trials/1`);
  await page.getByText('./det open').first().waitFor();
  await picture(page, 'signin');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill('secret');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'run 1' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.close();
});

test('a token that does not hold is refused with its reason', async () => {
  const page = await browser.newPage();
  await page.goto(`${master.url}/det/experiments#token=stale`);
  await page.getByText('The link did not sign you in').waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await page.close();
});

test('the charts of a run move while it trains, and the title tells how far it is', async () => {
  const quick = await startMaster({ speed: 1 });
  await visit(
    '/trials/7',
    {},
    async page => {
      const chart = page.locator('figure.chart').first();
      const points = async () => Number(await chart.getAttribute('data-points'));
      await page.waitForFunction(() => Number(document.querySelector('figure.chart')?.dataset.points) > 0);
      const before = await points();
      await page.waitForFunction(
        count => Number(document.querySelector('figure.chart')?.dataset.points) > count,
        before,
        { timeout: 15_000 },
      );
      assert.match(await page.title(), /^\d+ % · run 7 · fashion-mnist-wide/);
      await picture(page, 'run-live');
    },
    quick,
  );
  await quick.stop();
});

test('hiding a run, the axis and the sorting are in the address and hold after a reload', async () => {
  await visit('/experiments/1', {}, async page => {
    await page.getByRole('button', { name: 'Show run 3 in the charts' }).click();
    await page.getByRole('button', { name: 'epoch' }).click();
    await page.getByRole('button', { name: 'learning_rate' }).click();
    const { searchParams } = new URL(page.url());
    assert.deepEqual(Object.fromEntries(searchParams), { hide: '3', x: 'epoch', sort: 'hp.learning_rate' });
    await page.reload();
    await page.locator('button[aria-pressed="false"][aria-label="Show run 3 in the charts"]').waitFor();
    await page.locator('th[aria-sort="ascending"]', { hasText: 'learning_rate' }).waitFor();
  });
});

test('hovering one chart moves the cursor in the other, and the legend follows', async () => {
  await visit('/experiments/1', {}, async page => {
    const second = page.locator('figure.chart').nth(1);
    await second.locator('.u-over').waitFor();
    await page
      .locator('figure.chart .u-over')
      .first()
      .hover({ position: { x: 200, y: 80 } });
    await second.locator('figcaption .number', { hasText: 'batch' }).waitFor();
  });
});

test('a search is paused only after a question', async () => {
  const other = await startMaster();
  await visit(
    '/experiments/2',
    {},
    async page => {
      await page.getByRole('button', { name: 'Pause' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('./det experiment pause 2').waitFor();
      await picture(page, 'confirm');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.ok(!other.requests.some(one => one.includes('/pause')));
      await page.getByRole('button', { name: 'Pause' }).click();
      await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
      await page.getByRole('button', { name: 'Activate' }).waitFor();
      await page.locator('.summary .state', { hasText: 'Paused' }).waitFor();
    },
    other,
  );
  await other.stop();
});

test('a run that waits says who holds what it waits for', async () => {
  await visit('/trials/16', {}, async page => {
    await page.getByRole('list', { name: 'Why it waits' }).getByText('holds slot 0 of workstation').waitFor();
  });
});

test('the keyboard is enough', async () => {
  await visit('/experiments', {}, async page => {
    await page.getByRole('table').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/experiments/5');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/trials');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('text-class');
    await page.waitForURL(/q=text-class/);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByLabel('Find runs').inputValue(), 'text-class');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/trials/13');
    await page.getByRole('heading', { name: 'run 13' }).waitFor();
    await page.keyboard.press('l');
    await page.waitForURL('**/trials/13?tab=log');
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.waitForURL('**/cluster');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('t');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  });
});

test('light or dark follows the system until a person chooses', async () => {
  await visit('/experiments', { colorScheme: 'dark' }, async page => {
    const is = theme => page.waitForFunction(wanted => document.documentElement.dataset.theme === wanted, theme);
    await is('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await is('light');
    await page.keyboard.press('t');
    await is('dark');
    await page.reload();
    await is('dark');
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  });
});

test('empty pages show the command that fills them', async () => {
  const fresh = await startMaster({ empty: true });
  await visit(
    '/experiments',
    {},
    async page => {
      await page.getByText('python examples/fashion_mnist/train.py').waitFor();
      await picture(page, 'empty');
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByText('python examples/fashion_mnist/train.py').waitFor();
    },
    fresh,
  );
  await fresh.stop();
});

test('a master that went away is told, what was there stays, and its return is noticed', async () => {
  const frail = await startMaster();
  const port = Number(new URL(frail.url).port);
  await visit(
    '/cluster',
    {},
    async page => {
      await page.getByText('slot 0').waitFor();
      await frail.stop();
      await page.getByText('The master does not answer').waitFor();
      assert.ok(await page.getByText('slot 0').isVisible());
      const again = await startMaster({ port });
      await page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout: 20_000 });
      await again.stop();
    },
    frail,
  );
});

for (const [name, options] of [
  ['1280 px, light', { colorScheme: 'light' }],
  ['1280 px, dark', { colorScheme: 'dark' }],
  ['390 px, light', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
]) {
  test(`no page has a serious fault for axe or scrolls sideways: ${name}`, async () => {
    await visit('/experiments', options, async page => {
      for (const path of paths) {
        await page.goto(`${master.url}/det${path}`);
        await page.locator('h1, .empty h2').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() => window.axe.run());
        const serious = violations.filter(one => ['serious', 'critical'].includes(one.impact));
        assert.deepEqual(
          serious.map(one => `${path} ${one.id}: ${one.nodes[0].html} ${one.nodes[0].failureSummary}`),
          [],
        );
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wider <= 0, `${path} is ${wider} px too wide`);
        await picture(page, `${name.replaceAll(/[, ]+/g, '-')}${path.replaceAll(/[/?&=]+/g, '-')}`);
      }
    });
  });
}
