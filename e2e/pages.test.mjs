// Every page in a real browser: its main act, nothing serious for axe, no breach of the content policy, no key without a
// sentence, nothing wider than the screen; in both languages. Needs ANTIN (the program) and CHROMIUM.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { base, entered, looks_sound } from './service.mjs';

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
