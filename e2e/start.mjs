// Starts a demonstration service on SQLite or PostgreSQL, a browser beside it, and says what every page must be.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const password = 'trinh-dien-antin';

// An empty database in the PostgreSQL that the tests in Rust start (crates/testkit/src/postgres.rs) and leave running.
function postgres() {
  const folder = join(tmpdir(), 'antin-test-postgres');
  const name = `e2e_${process.pid}_${Date.now()}`;
  const ask = (text) => execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'postgres', '-d', 'postgres', '-c', text]);
  ask(`CREATE DATABASE ${name} TEMPLATE template0`);
  return { url: `postgres:///${name}?host=${folder}&user=postgres`, drop: () => ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

// A service with its demonstration: `sqlite` in a folder of its own, or `postgres`.
export async function serve(database = 'sqlite') {
  const data = mkdtempSync(join(tmpdir(), 'antin-e2e-'));
  const other = database === 'postgres' ? postgres() : undefined;
  const arguments_ = ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0', ...(other ? ['--database', other.url] : [])];
  const server = spawn(process.env.ANTIN, arguments_, { stdio: ['ignore', 'pipe', 'ignore'] });
  const base = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (part) => {
      said += part;
      const found = said.match(/http:\/\/[0-9.:]+/);
      if (found) resolve(found[0]);
    });
    server.on('exit', (status) => reject(new Error(`antin serve ended with ${status}`)));
  });
  const stop = async () => {
    // It ends what it has under way first; its folder is removed when it is gone.
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await gone;
    }
    rmSync(data, { recursive: true, force: true });
    other?.drop();
  };
  return { base, stop };
}

export function browse() {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
}

// A page of somebody who entered, and what the console complained of.
export async function enter(browser, base, login, { width = 1366, height = 768, language = 'vi', javaScriptEnabled = true } = {}) {
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

// The browser itself tells of a refusal that a test asked for, some moment after it came: that one is no fault of the page.
export async function told_of(page, complaints, what) {
  for (let tries = 0; tries < 100; tries += 1) {
    const place = complaints.findIndex((one) => one.includes(what));
    if (place >= 0) return complaints.splice(place, 1);
    await page.waitForTimeout(100);
  }
  assert.fail(`nothing was told of ${what}`);
}

// What a page must be, whatever it shows.
export async function looks_sound(page, where) {
  const text = await page.innerText('body');
  assert.doesNotMatch(text, /\[(web|page|intake|access|storage|action|finding|why|lists|devices|own|api|campaigns|request|reorganisation|explain|policy)-/, `${where}: a key without a sentence`);
  const width = page.viewportSize().width;
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${where} is wider than the screen`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  const told = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
  assert.deepEqual(told, [], where);
}
