// Notices and calendars in a real browser, at the size of a desk and of a phone.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { base, entered, looks_sound } from './service.mjs';

const sizes = [['desk', { width: 1366, height: 768 }], ['phone', { width: 390, height: 844 }]];

async function sound(page, complaints, where) {
  await looks_sound(page, where);
  assert.deepEqual(complaints, [], where);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${where.replaceAll(' ', '-')}.png`, fullPage: true });
}

for (const [size, view] of sizes) {
  test(`what needs attention, and a calendar, on a ${size}`, async () => {
    const { page, complaints } = await entered('canbo', view);
    await sound(page, complaints, `home ${size}`);
    await page.locator('.todo a[href="/notices"]').click();
    await sound(page, complaints, `notices ${size}`);
    const rows = await page.locator('#found tbody tr').count();
    assert.ok(rows > 0, 'the demonstration has something to tell');
    await page.locator('#found a.chip[href*="kind=holder"]').click();
    await page.waitForURL(/kind=holder/);
    await sound(page, complaints, `notices of holders ${size}`);
    await page.goto(`${base}/notices?view=closed`);
    await sound(page, complaints, `notices closed ${size}`);
    await page.goto(`${base}/notices?kind=holder`);
    await page.locator('#found tbody tr td.first a').first().click();
    await sound(page, complaints, `certificate with notices ${size}`);
    assert.ok(await page.locator('a[href^="/notices?certificate="]').count(), 'the certificate leads back');

    await page.goto(`${base}/calendars`);
    await page.locator('main form[action="/calendars"] button').click();
    await sound(page, complaints, `calendar made ${size}`);
    const address = await page.locator('#secret').innerText();
    const answer = await fetch(address);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    const text = await answer.text();
    assert.ok(text.startsWith('BEGIN:VCALENDAR\r\n') && text.includes('BEGIN:VEVENT'), 'a program reads it without entering');
    await page.goto(`${base}/calendars`);
    await page.locator('form[action$="/end"] button').first().click();
    assert.equal((await fetch(address)).status, 404, 'ended is ended');
    await page.goto(`${base}/units`);
    await page.locator('#main tbody td.first a').first().click();
    await page.locator('#main tbody td.first a').first().click();
    await sound(page, complaints, `unit ${size}`);
    await page.goto(`${base}/devices`);
    await sound(page, complaints, `devices ${size}`);
  });
}
