// One campaign to its end in a real browser, on each database: three office files are taken in (the demonstration), the
// centre launches over three levels, the holder confirms, a clerk decides, a head confirms, requests are approved and sent,
// the CA's next list closes them, reports go up and add up.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browse, enter, looks_sound, password, serve, told_of } from './start.mjs';

const folder = mkdtempSync(join(tmpdir(), 'antin-story-'));
let browser;
before(async () => (browser = await browse()));
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

// Asks again until `is_done`; work in the background takes its time.
async function until(what, is_done) {
  for (let tries = 0; tries < 240; tries += 1) {
    const found = await is_done();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.fail(`${what} did not come so far`);
}

// Somebody with a browser: `goto` opens a page of the service, `api` reads what a page was made from.
async function somebody(database, base, login) {
  const { page, complaints } = await enter(browser, base, login);
  const api = async (path) => {
    const answer = await page.request.get(`${base}/api/v1${path}`);
    assert.equal(answer.status(), 200, `${path}: ${await answer.text()}`);
    return answer.json();
  };
  const all = async (path) => {
    const found = [];
    for (let next = ''; ; ) {
      const part = await api(`${path}${path.includes('?') ? '&' : '?'}limit=200${next && `&after=${next}`}`);
      found.push(...part.items);
      if (!part.next) return found;
      next = encodeURIComponent(part.next);
    }
  };
  const sound = async (where) => {
    await looks_sound(page, where);
    assert.deepEqual(complaints, [], where);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${database}-${where.replaceAll(' ', '-')}.png`, fullPage: true });
  };
  const refused = () => told_of(page, complaints, 'status of 422');
  return { page, api, all, sound, refused, goto: (path) => page.goto(base + path) };
}

const day = (iso) => iso.split('-').reverse().join('/');

async function launch(leader, campaign_days) {
  const { page, sound, goto } = leader;
  await goto('/campaigns/new');
  await page.fill('#letter', '2547/TCT-CNTT');
  await page.fill('#letter_on', '2024-06-14');
  await page.fill('#subject', 'V/v rà soát thông tin chứng thư số chuyên dùng Chính phủ');
  for (const [place, last] of campaign_days.entries()) await page.fill(`#level-${place}`, last);
  await page.locator('input[name=scope]').first().check();
  await page.locator('main button.main').click();
  const campaign = new URL(page.url()).pathname;
  await page.locator('form[action$="/rehearse"] button').click();
  await until('the rehearsal', async () => (await goto(campaign), page.locator('form[action$="/launch"]').count()));
  await page.locator('form[action$="/launch"] button').click();
  await until('the launch', async () => (await goto(campaign), page.locator('.tiles').count()));
  await sound('story board');
  return campaign;
}

// Many at once where that is permitted; what has to be looked at is opened one by one.
async function bulk(who, campaign, verb) {
  await who.goto(`${campaign}/bulk?verb=${verb}`);
  await who.sound(`story bulk ${verb}`);
  if (!(await who.page.locator('main form button[type=submit]').count())) return;
  if (await who.page.locator('#despite').count()) await who.page.check('#despite');
  await who.page.locator('main form button[type=submit]').last().click();
  assert.equal(await who.page.locator('.notice.bad').count(), 0, await who.page.innerText('main'));
}

async function one_by_one(who, campaign, state, verb) {
  const cases = await who.all(`${campaign}/cases?state=${state}`);
  for (const { number } of cases) {
    await who.goto(`${campaign}/cases/${number}`);
    const form = who.page.locator('form').filter({ has: who.page.locator(`input[name=verb][value=${verb}]`) });
    if (!(await form.count())) continue;
    // The only certificate of a unit goes only after its replacement is asked for.
    const replacement = form.locator('[name=replacement]');
    if (await replacement.count()) await replacement.fill('CV 15/CT-CNTT ngày 14/06/2024');
    await form.locator('button').first().click();
    assert.equal(await who.page.locator('.notice.bad').count(), 0, await who.page.innerText('main'));
  }
}

// One case is not as the CA's list has it: the clerk says so, with the letter that proves it.
async function dispute(clerk, campaign) {
  const cases = await clerk.all(`${campaign}/cases?state=open`);
  await clerk.goto(`${campaign}/cases/${cases[0].number}`);
  const { page } = clerk;
  await page.locator('summary', { hasText: 'minh chứng' }).click();
  await page.setInputFiles('#file', { name: 'CV-thu-hoi.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
  await page.locator('form[action*="/evidence"] button').click();
  await page.selectOption('#dispute-action', 'report-to-ca');
  await page.fill('#dispute-reason', 'Đã đề nghị thu hồi từ năm trước');
  await page.locator('form').filter({ has: page.locator('input[name=verb][value=dispute]') }).locator('button').click();
  assert.equal(await page.locator('.notice.bad').count(), 0, await page.innerText('main'));
  return cases[0].number;
}

// Takes the step that the page of a request puts first; false where the law stops it.
async function request_step(who, request, verb) {
  await who.goto(`/requests/${request.id}`);
  const form = who.page.locator('form').filter({ has: who.page.locator(`input[name=verb][value=${verb}]`) });
  if (!(await form.count())) return false;
  await form.locator('button').first().click();
  if (!(await who.page.locator('.notice.bad').count())) return true;
  await who.refused();
  return false;
}

// The CA's next list: what it had, with what was asked of it done.
async function next_list(who, sent) {
  const asked = new Map();
  for (const request of sent) asked.set(request.certificate, [...(asked.get(request.certificate) ?? []), request.kind]);
  // What it was asked about it names, even where it had forgotten it before.
  const certificates = (await who.all('/certificates')).filter((one) => one.found.ca || asked.has(one.id));
  const word = { person: 'Cá nhân', organisation: 'Tổ chức', device: 'Thiết bị' };
  const rows = [['STT', 'Số hiệu chứng thư số', 'Họ và tên / tên đơn vị', 'Loại đối tượng', 'Đơn vị công tác', 'Ngày hiệu lực', 'Ngày hết hạn', 'Trạng thái', 'Số hiệu chứng thư số cũ']];
  let fresh = 0;
  for (const one of certificates) {
    const kinds = asked.get(one.id) ?? [];
    const row = (serial, from, to, state, old) =>
      rows.push([rows.length, serial, one.holder, word[one.kind] ?? '', one.unit.name, day(from), day(to), state, old]);
    const is_over = kinds.includes('revoke') || one.state === 'revoked';
    const goes_on = kinds.find((kind) => kind !== 'revoke');
    row(one.serial, one.valid_from ?? '', one.valid_to ?? '', is_over ? 'Đã thu hồi' : one.state === 'in-force' ? 'Đang hoạt động' : '', '');
    if (!goes_on) continue;
    fresh += 1;
    const end = goes_on === 'change-info' ? one.valid_to : `${Number(one.valid_to.slice(0, 4)) + 3}${one.valid_to.slice(4)}`;
    row(`7A00${String(fresh).padStart(12, '0')}`, '2024-06-14', end.replace('-02-29', '-02-28'), 'Đang hoạt động', one.serial);
  }
  const path = join(folder, `danh-sach-ca-${Date.now()}.csv`);
  writeFileSync(path, `\ufeff${rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`);
  return path;
}

async function take_in(leader, path) {
  const { page, goto, sound } = leader;
  await goto('/intake');
  await page.setInputFiles('#file', path);
  await page.selectOption('#kind', 'ca-list');
  await page.click('main button.main');
  await page.waitForURL(/intake\/\d+/);
  const here = new URL(page.url()).pathname;
  await until('the comparison', async () => (await goto(here), page.locator('form[action$="/apply"]').count()));
  await sound('story next list');
  if (await page.locator('#despite').count()) await page.check('#despite');
  await page.click('form[action$="/apply"] button');
  await until('the list', async () => (await goto(here), page.locator('form[action$="/undo"]').count()));
  return here;
}

// The row "reviewed" of a report: own, from below, together.
async function reviewed(who, campaign, unit) {
  await who.goto(`${campaign}/report?unit=${unit}`);
  const cells = await who.page.locator('main table').first().locator('tr:has(th[scope=row])').first().locator('td').allInnerTexts();
  return cells.map((text) => Number(text.replace(/[^0-9]/g, '')));
}

async function report_step(who, campaign, unit, verb, fill = {}) {
  await who.goto(`${campaign}/report?unit=${unit}`);
  const form = who.page.locator('form').filter({ has: who.page.locator(`input[name=verb][value=${verb}]`) });
  assert.equal(await form.count(), 1, `${verb}: ${await who.page.innerText('main')}`);
  for (const [name, text] of Object.entries(fill)) await form.locator(`[name=${name}]`).fill(text);
  await form.evaluate((element) => (element.noValidate = true));
  await form.locator('button').click();
  return who.page.locator('.notice.bad').allInnerTexts();
}

async function signed_and_sent(who, campaign, unit, number) {
  assert.deepEqual(await report_step(who, campaign, unit, 'sign-off'), []);
  await who.sound('story report signed');
  assert.deepEqual(await report_step(who, campaign, unit, 'send', { document: number }), []);
}

async function story(database) {
  const { base, stop } = await serve(database);
  try {
    const entering = (login) => somebody(database, base, login);
    const [leader, clerk, head, liaison, holder, administrator] =
      await Promise.all(['daumoi', 'canbo', 'thutruong', 'bancoyeu', 'thuebao', 'quantri'].map(entering));
    // At the centre, too, nobody confirms what he decided himself.
    await administrator.goto('/accounts/new');
    for (const [field, text] of [['#login', 'daumoi2'], ['#name', 'Bùi Thị Thử Nghiệm'], ['#password', password]]) await administrator.page.fill(field, text);
    await administrator.page.selectOption('#role', 'coordinator');
    await administrator.page.click('main button.main');
    await administrator.page.waitForURL(/accounts\/\d+/);
    const second = await somebody(database, base, 'daumoi2');

    const campaign = await launch(leader, ['2024-07-05', '2024-06-30', '2024-06-28']);
    const board = await leader.api(`${campaign}/board`);

    // The letter is there for the department; its clerk says that it was taken, and the centre sees who and when.
    const [to] = board.below;
    await clerk.goto(`${campaign}/dispatch?unit=${to.unit.id}`);
    await clerk.page.locator('form[action*="/receive"] button').click();
    assert.equal(await clerk.page.locator('form[action*="/receive"]').count(), 0, 'said once');
    const received = (await leader.api(`${campaign}/dispatch`)).units.find((one) => one.unit.id === to.unit.id);
    assert.ok(received.received && received.received_by, JSON.stringify(received));
    const paper = await clerk.page.request.get(`${base}${campaign}/files/letter.pdf?unit=${to.unit.id}`);
    assert.match(read(await paper.body(), 'letter.pdf').replace(/\s+/g, ' '), new RegExp(to.unit.name), 'whom the letter is to');
    await leader.goto(`${campaign}/dispatch`);
    await leader.sound('story dispatch');

    await holder.goto('/campaigns/own');
    await holder.page.locator('form button.main').first().click();
    await holder.sound('story own confirmed');
    assert.ok((await holder.api('/campaigns/own')).items.some((one) => one.said === 'right'), 'the holder confirmed');

    const disputed = await dispute(clerk, campaign);
    await bulk(clerk, campaign, 'accept');
    await one_by_one(clerk, campaign, 'open', 'accept');
    await bulk(head, campaign, 'confirm');
    await one_by_one(head, campaign, 'decided', 'confirm');
    await one_by_one(leader, campaign, 'open', 'accept');
    await one_by_one(second, campaign, 'decided', 'confirm');
    for (const state of ['open', 'postponed', 'decided']) {
      assert.deepEqual(await leader.all(`${campaign}/cases?state=${state}`), [], `nothing is left ${state}`);
    }

    const drafts = await until('the drafts', async () => {
      const found = await leader.all('/requests?state=draft');
      return found.length > 0 && found;
    });
    // One serial stands in the lists twice, of two certificates: a list that names no issuer cannot tell which it means.
    const serials = new Map((await leader.all('/certificates')).map((one) => [one.id, one.serial]));
    const count = (serial) => [...serials.values()].filter((other) => other === serial).length;
    for (const request of drafts) {
      if (count(serials.get(request.certificate)) === 1) await request_step(clerk, request, 'submit');
    }
    const submitted = await leader.all('/requests?state=submitted');
    assert.ok(submitted.length > 0, 'the law lets some requests pass');
    for (const request of submitted) assert.ok(await request_step(head, request, 'approve'), request.holder);
    await head.sound('story request approved');

    const approved = await leader.all('/requests?state=approved');
    assert.equal(approved.length, submitted.length);
    await liaison.goto('/requests?state=approved');
    await liaison.sound('story approved requests');
    await liaison.page.locator('form[action="/request-letters/new"] button').click();
    await liaison.sound('story bundle');
    await liaison.page.locator('form[action="/request-letters"] button').click();
    await liaison.page.waitForURL(/request-letters\/\d+/);
    const letter = new URL(liaison.page.url()).pathname;
    // New devices go to somebody: forms of issue are not whole without who that is.
    const receiver = { receiver_name: 'Phạm Văn Giả Định', receiver_id: '012345678901', receiver_phone: '0912345678', receiver_address: 'Cục Thuế tỉnh Ninh Bình' };
    for (const [name, text] of Object.entries({ signer_name: 'Phạm Văn Giả Định', signer_position: 'Cục trưởng', ...receiver })) await liaison.page.fill(`#${name}`, text);
    await liaison.page.locator(`form[action="${letter}"] button`).click();
    await liaison.page.fill('#number', '1234/CT-CNTT');
    await liaison.page.selectOption('#way', 'axis');
    await liaison.page.locator('form[action$="/send"] button').click();
    assert.equal(await liaison.page.locator('.notice.bad').count(), 0, await liaison.page.innerText('main'));
    await liaison.page.locator('form[action$="/taken"] button').click();
    await liaison.sound('story letter sent');
    for (const address of await liaison.page.locator('a[href*="/files/"]').evaluateAll((links) => links.map((one) => one.href))) {
      const file = await liaison.page.request.get(address);
      assert.equal(file.status(), 200, `${address}: ${file.ok() || (await file.text())}`);
    }
    const sent = await leader.all('/requests?state=taken');
    assert.equal(sent.length, approved.length);

    const list = await take_in(leader, await next_list(leader, sent));
    assert.deepEqual(await leader.all('/requests?state=taken'), [], 'the CA\'s list closed what was asked of it');
    const out = await leader.all('/requests?state=device-out');
    for (const request of out) {
      await clerk.goto(`/devices/${request.device}`);
      await clerk.page.locator('form').filter({ has: clerk.page.locator('input[name=verb][value=take-back]') }).locator('button').click();
    }
    const done = await leader.all('/requests?state=done');
    assert.equal(done.length, sent.length, 'done, devices included');
    await clerk.goto(`/requests/${done[0].id}`);
    await clerk.sound('story request done');
    assert.match(list, /intake/);

    // The list changed certificates: what was confirmed is asked again where it was, and the reports wait for it.
    const department = board.below[0].unit.id;
    const below = (await leader.api(`${campaign}/board?unit=${department}`)).below.map((one) => one.unit.id);
    assert.ok(below.length > 1, 'three levels');
    const refused = await report_step(head, campaign, department, 'sign-off');
    assert.match(refused.join(), /chưa|thiếu/, 'a report waits for those below');
    await head.refused();
    await head.sound('story report refused');
    const why = 'Danh sách mới của Ban Cơ yếu đã cập nhật theo yêu cầu đã gửi';
    for (const [place, unit] of below.entries()) {
      await settle(head, campaign, unit, why);
      assert.deepEqual(await report_step(clerk, campaign, unit, 'send', { document: `${10 + place}/BC-CCT` }), []);
      assert.deepEqual(await report_step(clerk, campaign, unit, 'accept'), []);
    }
    await settle(head, campaign, department, why);
    await head.sound('story report signed');
    assert.deepEqual(await report_step(clerk, campaign, department, 'send', { document: '20/BC-CT' }), []);
    assert.deepEqual(await report_step(leader, campaign, department, 'accept'), []);
    const top = board.own.unit.id;
    await settle(leader, campaign, top, why);
    await leader.sound('story consolidated');

    const own_of = async (unit) => (await reviewed(leader, campaign, unit))[2];
    let sum = 0;
    for (const unit of below) sum += await own_of(unit);
    const [own, from_below, together] = await reviewed(leader, campaign, department);
    assert.equal(from_below, sum, 'what came from below');
    assert.equal(own + from_below, together);
    const [own_top, from_department, everything] = await reviewed(leader, campaign, top);
    assert.equal(from_department, together);
    assert.equal(own_top + from_department, everything);
    const cases = (await leader.all(`${campaign}/cases`)).length;
    assert.equal(everything, cases, 'every case is in the report, once');

    const report = await leader.page.request.get(`${base}${campaign}/files/report.pdf?unit=${top}`);
    assert.equal(report.status(), 200);
    const text = read(await report.body(), 'report.pdf');
    assert.match(text.replace(/[.\s]/g, ''), new RegExp(`Tổngsốđãràsoát${everything}`), 'the paper says the same');
    await leader.goto(`${campaign}/dispatch?unit=${department}`);
    await leader.sound('story who received what');
    const annexed = await leader.page.request.get(`${base}${campaign}/ca-letter.zip?unit=${top}`);
    assert.match((await annexed.body()).toString('latin1'), /minh-chung\/\d+-1\.pdf/, 'the evidence goes with the letter');
    const corrections = await leader.page.request.get(`${base}${campaign}/files/ca-letter.pdf?unit=${top}`);
    assert.equal(corrections.status(), 200, await corrections.text());
    assert.match(read(await corrections.body(), 'ca-letter.pdf'), /CV-thu-hoi\.pdf/, `the evidence of case ${disputed}`);
    for (const who of [leader, clerk, head, liaison, holder, administrator, second]) await who.page.context().close();
  } finally {
    await stop();
  }
}

// Signs a report off; where something is outstanding, with the reason.
async function settle(who, campaign, unit, why) {
  await who.goto(`${campaign}/report?unit=${unit}`);
  const asks = await who.page.locator('#reason-sign-off').count();
  assert.deepEqual(await report_step(who, campaign, unit, 'sign-off', asks ? { reason: why } : {}), []);
}

function read(bytes, name) {
  const path = join(process.env.SHOTS ?? folder, name);
  writeFileSync(path, bytes);
  return execFileSync('pdftotext', ['-layout', path, '-']).toString();
}

for (const database of (process.env.DATABASES ?? 'sqlite,postgres').split(',')) {
  test(`a campaign from the letter to the CA and back, ${database}`, { timeout: 1_200_000 }, () => story(database));
}
