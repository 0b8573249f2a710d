// Every page in a real browser: its main act, nothing serious for axe, no breach of the content policy, no key without a
// sentence, nothing wider than the screen; in both languages. Needs ANTIN (the program) and CHROMIUM.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const data = mkdtempSync(join(tmpdir(), 'antin-e2e-'));
const password = 'trinh-dien-antin';
let server, browser, base;

before(async () => {
  server = spawn(process.env.ANTIN, ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  base = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (part) => {
      said += part;
      const found = said.match(/http:\/\/[0-9.:]+/);
      if (found) resolve(found[0]);
    });
    server.on('exit', (status) => reject(new Error(`antin serve ended with ${status}`)));
  });
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
});

after(async () => {
  await browser?.close();
  // It ends what it has under way first; its folder is removed when it is gone.
  if (server && server.exitCode === null) {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await gone;
  }
  rmSync(data, { recursive: true, force: true });
});

// A page of somebody who entered, and what the console complained of.
async function entered(login, { width = 1366, height = 768, language = 'vi', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${base}/language/${language}?next=/sign-in`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${base}/`);
  return { page, complaints };
}

// What a page must be, whatever it shows.
async function looks_sound(page, where) {
  const text = await page.innerText('body');
  assert.doesNotMatch(text, /\[(web|page|intake|access|storage|action|finding|why|lists|devices|own|api)-/, `${where}: a key without a sentence`);
  const width = page.viewportSize().width;
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${where} is wider than the screen`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  const told = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  assert.deepEqual(told, [], where);
}

const places = {
  daumoi: ['/', '/certificates', '/people', '/units', '/intake', '/reviews', '/expiry', '/policy', '/help', '/api', '/tokens', '/nowhere'],
  canbo: ['/devices', '/register', '/certificates?state=revoked', '/own/password', '/own/second-factor'],
  kiemtra: ['/audit', '/accounts', '/intake'],
  quantri: ['/', '/accounts', '/accounts/new'],
  thuebao: ['/', '/certificates'],
};
for (const language of ['vi', 'en']) {
  for (const [width, height] of [[1366, 768], [390, 844]]) {
    test(`every page is sound in ${language} at ${width}×${height}`, async () => {
      for (const [login, paths] of Object.entries(places)) {
        const { page, complaints } = await entered(login, { width, height, language });
        for (const path of paths) {
          await page.goto(base + path);
          assert.equal(await page.getAttribute('html', 'lang'), language);
          await looks_sound(page, `${login} ${path}`);
          const first = await page.$('td.first a');
          if (first && path !== '/units') {
            await first.click();
            await page.waitForLoadState();
            await looks_sound(page, `${login} first of ${path}`);
          }
        }
        const own = complaints.filter((text) => !text.includes('Failed to load resource'));
        assert.deepEqual(own, [], login);
        await page.context().close();
      }
    });
  }
}

test('the list follows what is typed, and the address keeps it', async () => {
  const { page } = await entered('daumoi');
  await page.goto(`${base}/certificates`);
  const before = await page.innerText('b[role=status]');
  await page.locator('#q').pressSequentially('kim anh');
  await page.waitForFunction((old) => document.querySelector('b[role=status]').innerText !== old, before);
  assert.match(await page.innerText('#found'), /Nguyễn Kim Anh/);
  await page.waitForURL(/q=kim/);
  await page.reload();
  assert.match(await page.innerText('#found'), /Nguyễn Kim Anh/);
});

test('everything works without script', async () => {
  const { page } = await entered('daumoi', { javaScriptEnabled: false });
  await page.goto(`${base}/certificates`);
  await page.fill('#q', 'kim anh');
  await page.click('main form button[type=submit]');
  assert.match(await page.innerText('#found'), /Nguyễn Kim Anh/);
  await page.goto(`${base}/reviews`);
  await page.click('main button.main');
  await page.waitForURL(/reviews\/\d+/);
  assert.match(await page.innerText('b[role=status]'), /\d+/);
});

test('an identity number is shown whole only on demand', async () => {
  const { page } = await entered('canbo');
  await page.goto(`${base}/people?q=kim+anh`);
  await page.click('td.first a');
  assert.match(await page.innerText('dl.facts code'), /^•+\d{4}$/);
  await page.click('form.inline button');
  assert.match(await page.innerText('dl.facts code'), /^\d{9,12}$/);
});

test('a device is put into stock, handed over and taken back', async () => {
  const { page, complaints } = await entered('canbo');
  await page.goto(`${base}/devices`);
  await page.fill('#serial', 'TM-0042');
  await page.click('form.fields button');
  await page.waitForURL(/\/devices\/[0-9]+$/);
  assert.match(await page.innerText('.head'), /Trong kho/);
  await page.click('form:has(#holder) button');
  assert.match(await page.innerText('.head'), /Đã bàn giao/);
  await page.click('form:has(input[value=take-back]) button');
  assert.match(await page.innerText('.head'), /Đã thu về/);
  assert.equal(await page.locator('main tbody tr').count(), 2, 'both steps stay');
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a search is kept and found again', async () => {
  const { page } = await entered('canbo');
  await page.goto(`${base}/certificates?state=expired`);
  await page.click('.kept summary');
  await page.fill('#kept-name', 'Đã hết hạn');
  await page.click('.kept details button');
  await page.goto(`${base}/certificates`);
  await page.click('.kept a.chip');
  assert.equal(new URL(page.url()).search, '?state=expired');
  await page.context().close();
});

test('a review leaves as a letter and a workbook', async () => {
  const { page } = await entered('daumoi');
  await page.goto(`${base}/reviews`);
  await page.click('main td a');
  for (const [name, begins] of [['report.pdf', '%PDF'], ['review.xlsx', 'PK']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`a[href*="/files/${name}"]`)]);
    assert.equal(download.suggestedFilename(), name);
    assert.ok(readFileSync(await download.path()).subarray(0, 4).toString('latin1').startsWith(begins));
  }
  await page.context().close();
});
