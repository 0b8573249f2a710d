// A demonstration service and a browser for one file of tests.
import { after, before } from 'node:test';
import { browse, enter, serve } from './start.mjs';

export { looks_sound, password } from './start.mjs';
let service, browser;
export let base;

before(async () => {
  service = await serve();
  base = service.base;
  browser = await browse();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

// A page of somebody who entered, and what the console complained of.
export const entered = (login, how) => enter(browser, base, login, how);
