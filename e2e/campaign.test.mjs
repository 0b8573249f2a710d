// A campaign in a real browser: the centre launches it, a clerk decides, a head confirms, a request is on its way.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { base, entered, looks_sound } from './service.mjs';

// Waits for work in the background: the page says so by itself; without it, it is opened again.
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

test('a campaign from the letter to a request', async () => {
  const { page: leader, complaints } = await entered('daumoi');
  await leader.goto(`${base}/campaigns`);
  await sound(leader, complaints, 'campaigns none');
  await leader.goto(`${base}/campaigns/new`);
  await leader.fill('#letter', '2547/TCT-CNTT');
  await leader.fill('#letter_on', '2024-06-14');
  await leader.fill('#subject', 'V/v rà soát thông tin chứng thư số chuyên dùng Chính phủ');
  await leader.fill('#level-0', '2024-06-30');
  await leader.fill('#level-1', '2024-06-28');
  await leader.locator('input[name=scope]').first().check();
  await sound(leader, complaints, 'campaign form');
  await leader.locator('main button.main').click();
  await sound(leader, complaints, 'campaign draft');
  const campaign = leader.url();
  await leader.locator('form[action$="/rehearse"] button').click();
  await until(leader, campaign, () => leader.locator('form[action$="/launch"]').count());
  await sound(leader, complaints, 'campaign rehearsed');
  await leader.locator('form[action$="/launch"] button').click();
  await until(leader, campaign, () => leader.locator('.tiles').count());
  await sound(leader, complaints, 'campaign board');

  const { page: clerk, complaints: of_clerk } = await entered('canbo');
  await clerk.goto(`${campaign}/cases?state=open`);
  await sound(clerk, of_clerk, 'campaign cases');
  const rows = await clerk.locator('#found tbody tr').count();
  assert.ok(rows > 0, 'there is something to decide');
  await clerk.locator('#found tbody tr td.first a').first().click();
  await sound(clerk, of_clerk, 'campaign case');
  await clerk.goto(`${campaign}/bulk?verb=accept`);
  await sound(clerk, of_clerk, 'campaign bulk');
  if (await clerk.locator('#despite').count()) await clerk.check('#despite');
  await clerk.locator('main form button[type=submit]').last().click();
  await clerk.goto(`${campaign}/cases?state=decided`);
  assert.ok((await clerk.locator('#found tbody tr').count()) > 0, 'what was accepted is decided');

  const { page: head, complaints: of_head } = await entered('thutruong');
  await head.goto(`${campaign}/bulk?verb=confirm`);
  await sound(head, of_head, 'campaign confirm');
  if (await head.locator('#despite').count()) await head.check('#despite');
  await head.locator('main form button[type=submit]').last().click();
  await until(head, `${base}/requests`, () => head.locator('main tbody tr').count());
  await sound(head, of_head, 'requests');
  await head.locator('main tbody tr a').first().click();
  await sound(head, of_head, 'request');
  await clerk.goto(head.url());
  await sound(clerk, of_clerk, 'request of clerk');
  await clerk.goto(`${base}/requests/new`);
  await sound(clerk, of_clerk, 'request form');

  const { page: holder, complaints: of_holder } = await entered('thuebao');
  await holder.goto(`${base}/campaigns/own`);
  await sound(holder, of_holder, 'campaign own');
});

for (const language of ['vi', 'en']) {
  test(`pages of campaigns and requests on a telephone, ${language}`, async () => {
    const { page, complaints } = await entered('daumoi', { width: 390, height: 844, language });
    const list = `${base}/campaigns`;
    await page.goto(list);
    const campaign = await page.locator('main tbody a').first().getAttribute('href');
    for (const place of ['', '/cases', '/cases?state=confirmed']) {
      await page.goto(`${base}${campaign}${place}`);
      await sound(page, complaints, `phone ${language} campaign${place.replaceAll(/[/?=]/g, ' ')}`);
    }
    for (const place of ['requests', 'request-letters']) {
      await page.goto(`${base}/${place}`);
      await sound(page, complaints, `phone ${language} ${place}`);
    }
  });
}
