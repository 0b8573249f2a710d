// The main act of the pages on which something is changed, in a real browser, as people do it. Needs ANTIN and CHROMIUM.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base, entered, looks_sound, password } from './service.mjs';

const folder = mkdtempSync(join(tmpdir(), 'antin-acts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

// The page of an import, once the background has done what it was asked for.
async function settled(page, text) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(page.url());
    if ((await page.innerText('.head')).includes(text)) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`${text}: ${await page.innerText('main')}`);
}

async function number_of(page, path) {
  await page.goto(base + path);
  return Number((await page.innerText('b[role=status]')).replace(/[^0-9]/g, ''));
}

test('a list is taken in, asked about, rehearsed, applied and taken back', async () => {
  const { page, complaints } = await entered('daumoi');
  const people = await number_of(page, '/people');
  const odd = 'DANH SÁCH CHỨNG THƯ SỐ,,,\nKý hiệu dài,Tên chứng thư số,Hiệu lực từ ngày,Ngày hết hạn\n6A0101,Lê Thị Thử,01/02/2020,31/01/2025\n';
  const list = 'Mã công chức,Họ và tên,Đơn vị công tác,Chức vụ,Tình trạng\nCC9990001,Lê Thị Thử,Cục Thuế tỉnh Ninh Bình,Chuyên viên,Đang làm việc\nCC9990002,Trần Văn Thử,Cục Thuế tỉnh Ninh Bình,Chuyên viên,Đang làm việc\n';
  await page.goto(`${base}/intake`);
  await page.setInputFiles('#file', file('la.csv', odd));
  await page.selectOption('#kind', 'ca-list');
  await page.click('main button.main');
  await page.waitForURL(/intake\/\d+/);
  await settled(page, 'Chờ chỉ cột');
  await looks_sound(page, 'an import that asks');
  await page.goto(`${base}/intake`);
  await page.setInputFiles('#file', file('cong-chuc.csv', list));
  await page.selectOption('#kind', 'roster');
  await page.click('main button.main');
  await page.waitForURL(/intake\/\d+/);
  await settled(page, 'Chờ áp dụng');
  assert.match(await page.innerText('.tiles'), /2\s*thêm/);
  await looks_sound(page, 'a rehearsal');
  await page.click('form[action$="/apply"] button');
  await settled(page, 'Đã áp dụng');
  await looks_sound(page, 'an import that is applied');
  const here = page.url().replace(base, '');
  assert.equal(await number_of(page, '/people'), people + 2);
  await page.goto(base + here);
  if (await page.locator('#password').count()) await page.fill('#password', password);
  await page.click('form[action$="/undo"] button');
  await settled(page, 'Đã hoàn tác');
  assert.equal(await number_of(page, '/people'), people);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a log-in is made, given another role and locked', async () => {
  const { page, complaints } = await entered('quantri');
  await page.goto(`${base}/accounts`);
  await page.click('.acts a.main');
  await page.fill('#login', 'nguoimoi');
  await page.fill('#name', 'Người Mới');
  await page.fill('#password', 'mot-mat-khau-dai');
  await page.selectOption('#role', 'clerk');
  await page.click('main button.main');
  await page.waitForURL(/accounts\/\d+/);
  await looks_sound(page, 'a new log-in');
  const grants = page.locator('main .two section').first().locator('tbody tr');
  assert.equal(await grants.count(), 1);
  await page.selectOption('#role', 'head');
  await page.click('form[action$="/grants"] button');
  assert.equal(await grants.count(), 2);
  await page.click('form[action$="/lock"] button');
  const entering = await page.context().browser().newContext();
  const theirs = await entering.newPage();
  await theirs.goto(`${base}/sign-in`);
  await theirs.fill('#login', 'nguoimoi');
  await theirs.fill('#password', 'mot-mat-khau-dai');
  await theirs.click('main button[type=submit]');
  assert.notEqual(theirs.url(), `${base}/`, 'who is locked out does not come in');
  assert.deepEqual(complaints, []);
  await entering.close();
  await page.context().close();
});

test('a token is made, used and ended', async () => {
  const { page, complaints } = await entered('daumoi');
  await page.goto(`${base}/tokens`);
  await page.fill('#name', 'Thử nghiệm');
  await page.check('input[name=act][value=read-certificate]');
  if (await page.locator('#password').count()) await page.fill('#password', password);
  await page.click('main button.main');
  const secret = await page.innerText('#secret');
  await looks_sound(page, 'a token that was made');
  const ask = (path) => fetch(`${base}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await ask('/certificates?limit=1')).status, 200);
  assert.equal((await ask('/people?limit=1')).status, 403, 'what it does not name it may not');
  await page.goto(`${base}/tokens`);
  await page.click('form[action$="/end"] button');
  assert.equal((await ask('/certificates?limit=1')).status, 401);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a deputy is named, sees in whose place, and is ended', async () => {
  const { page, complaints } = await entered('thutruong');
  await page.click('.who a[href^="/accounts/"]');
  await page.fill('#deputy', 'canbo');
  await page.fill('form[action="/own/deputies"] input[name=to]', '2024-06-20');
  await page.click('form[action="/own/deputies"] button');
  assert.match(await page.innerText('main'), /canbo/);
  await looks_sound(page, 'deputies');
  const { page: theirs } = await entered('canbo');
  await theirs.click('.who a[href^="/accounts/"]');
  assert.match(await theirs.innerText('main'), /thay /);
  await looks_sound(theirs, 'a role that was lent');
  await theirs.context().close();
  await page.locator('section:has(form[action="/own/deputies"]) form[action$="/end"] button').first().click();
  assert.doesNotMatch(await page.innerText('main'), /canbo/);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a holder registers a certificate that bears the right name', async () => {
  const { page, complaints } = await entered('thuebao');
  await page.goto(`${base}/certificates`);
  const before = await page.innerText('b[role=status]');
  const name = await page.locator('td.first a').first().innerText();
  const [key, request, certificate] = ['key.pem', 'request.pem', 'own.cer'].map((one) => join(folder, one));
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-utf8', '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', '700', '-outform', 'DER', '-out', certificate);
  await page.goto(`${base}/register`);
  await page.setInputFiles('#file', certificate);
  await page.click('main button.main');
  assert.ok((await page.innerText('main h2')).includes(name));
  await looks_sound(page, 'a certificate that was shown');
  await page.click('form[action="/register/keep"] button');
  await page.waitForURL(/certificates\/\d+/);
  await page.goto(`${base}/certificates`);
  assert.notEqual(await page.innerText('b[role=status]'), before);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('columns are chosen, rows are ticked and leave as a file', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, complaints } = await entered('canbo', { javaScriptEnabled });
    await page.goto(`${base}/certificates`);
    await page.click('details.columns summary');
    await page.check('input[name=columns][value=lists]');
    await page.uncheck('input[name=columns][value=position]');
    await page.click('details.columns button');
    assert.match(page.url(), /columns=/);
    assert.match(await page.innerText('thead'), /Có trong danh sách/);
    assert.doesNotMatch(await page.innerText('thead'), /Chức vụ/);
    assert.equal(await page.isVisible('#bulk'), false, 'nothing is ticked');
    await page.locator('td.pick input').nth(0).check();
    await page.locator('td.pick input').nth(1).check();
    assert.equal(await page.isVisible('#bulk'), true);
    if (javaScriptEnabled) await looks_sound(page, 'ticked rows');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#bulk button[formaction]')]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    assert.equal(lines.length, 3);
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
});
