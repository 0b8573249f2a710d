// A reorganisation in a real browser, on each database: a table that does not fit, mended in the form; rehearsed, applied,
// requests drafted.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { browse, enter, looks_sound, password, serve, told_of } from './start.mjs';

let browser, base;
const services = [];
const entered = (login, how) => enter(browser, base, login, how);
before(async () => (browser = await browse()));
after(async () => {
  await browser?.close();
  for (const service of services) await service.stop();
});

async function until(page, address, is_done) {
  for (let tries = 0; tries < 120; tries += 1) {
    await page.goto(address);
    if (await is_done()) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`${address} did not come so far`);
}

async function sound(page, complaints, where) {
  await looks_sound(page, where);
  assert.deepEqual(complaints, [], where);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${where.replaceAll(' ', '-')}.png`, fullPage: true });
}

const table = `Mã đơn vị,Cách sắp xếp,Mã đơn vị mới,Tên đơn vị mới
11701,hợp nhất,11709,Chi cục Thuế khu vực Hoa Lư - Tam Điệp
11799,hợp nhất,11709,
`;

for (const database of ['postgres', 'sqlite']) test(`a reorganisation from its table to its requests, ${database}`, async () => {
  // The pages of the tests below are those of the last one.
  services.push(await serve(database));
  base = services.at(-1).base;
  const { page, complaints } = await entered('daumoi');
  await page.goto(`${base}/reorganisations`);
  await sound(page, complaints, 'reorganisations');
  await page.click('main .acts a.main');
  await page.fill('#title', 'Hợp nhất hai chi cục của Ninh Bình');
  await page.fill('#decision', '12/QĐ-TCT ngày 01/06/2024');
  await page.fill('#day', '2024-06-14');
  await page.fill('#per_day', '10');
  await page.fill('#wave_days', '2');
  await page.setInputFiles('#file', { name: 'sap-xep.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await sound(page, complaints, 'reorganisation form');
  await page.click('main button.main');
  assert.match(await page.innerText('[role=alert]'), /Dòng 3: không có đơn vị nào mang mã 11799/);
  await told_of(page, complaints, 'status of 422');
  await sound(page, complaints, 'reorganisation refused');
  await page.locator('input[name=code]').nth(1).fill('11702');
  await page.click('main button.main');
  await page.waitForURL(/reorganisations\/\d+$/);
  const plan = page.url();
  await sound(page, complaints, 'reorganisation draft');
  await page.locator('form[action$="/rehearse"] button').click();
  await until(page, plan, () => page.locator('form[action$="/apply"]').count());
  await sound(page, complaints, 'reorganisation rehearsed');
  const number = Number((await page.locator('.tiles .tile b').first().innerText()).replaceAll('.', ''));
  await page.locator('.tiles .tile').first().click();
  await sound(page, complaints, 'reorganisation needs');
  assert.equal(Number((await page.innerText('main [role=status]')).replace(/\D/g, '')), number, 'a number is the length of its list');
  await page.goto(plan);
  if (await page.locator('#password').count()) await page.fill('#password', password);
  await page.locator('form[action$="/apply"] button').click();
  await until(page, plan, () => page.locator('form[action*="/waves/"]').count());
  await sound(page, complaints, 'reorganisation applied');
  await page.locator('form[action$="/waves/1/draft"] button').click();
  await until(page, plan, async () => !(await page.locator('progress').count()));
  await sound(page, complaints, 'reorganisation drafted');
  await page.goto(`${plan}/needs?stage=drafted`);
  assert.ok((await page.locator('#found tbody tr').count()) > 0, 'requests were drafted');
  await page.locator('#found tbody a[href^="/requests/"]').first().click();
  await sound(page, complaints, 'reorganisation request');
});

test('without script a plan is written line by line', async () => {
  const { page, complaints } = await entered('daumoi', { javaScriptEnabled: false });
  await page.goto(`${base}/reorganisations/new`);
  await page.fill('#title', 'Đổi tên');
  await page.fill('#decision', '13/QĐ-TCT');
  await page.locator('input[name=code]').first().fill('11703');
  await page.locator('select[name=line_kind]').first().selectOption('rename');
  await page.locator('input[name=new_name]').first().fill('Chi cục Thuế Gia Viễn');
  await page.click('main button.main');
  await page.waitForURL(/reorganisations\/\d+$/);
  assert.match(await page.innerText('#lines'), /Chi cục Thuế Gia Viễn/);
  assert.deepEqual(complaints, []);
});

for (const language of ['vi', 'en']) {
  test(`pages of reorganisations on a telephone, ${language}`, async () => {
    const { page, complaints } = await entered('daumoi', { width: 390, height: 844, language });
    await page.goto(`${base}/reorganisations`);
    await sound(page, complaints, `phone ${language} reorganisations`);
    const rows = page.locator('main tbody tr', { has: page.locator('.state.good') });
    const plan = await rows.first().locator('a').getAttribute('href');
    for (const place of ['', '/needs']) {
      await page.goto(`${base}${plan}${place}`);
      await sound(page, complaints, `phone ${language} reorganisation${place.replaceAll('/', ' ')}`);
    }
    await page.goto(`${base}/reorganisations/new`);
    await sound(page, complaints, `phone ${language} reorganisation form`);
  });
}
