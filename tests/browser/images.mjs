// The pictures of the READMEs, drawn anew: docs/images/NAME.png, each at most 120 KB. `tests/run-browser.sh --images`
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { assert, finish, parseRun, root, sampleCity, serve, sleep, test } from "../journeys/kit.mjs";
import { launch, open } from "./kit.mjs";

const most = 120 * 1024;
const place = join(root, "docs/images");
mkdirSync(place, { recursive: true });

const db = sampleCity();
const server = await serve(db);
const browser = await launch();
const fit = parseRun(["fit", "--all", "--top", "1", "--db", db]).fits.find(({ matches }) => matches[0]?.score > 75 && matches[0].offer.title.includes("班"));

// {name, path, width, height, language, dark, who, prepare}
const pictures = [
    { name: "search.zh-CN", path: "/search?q=焊工&side=need", width: 1000, height: 680, language: "zh-CN" },
    { name: "fit.zh-CN", path: `/listings/${fit.need.id}`, width: 1100, height: 900, language: "zh-CN", from: "#matches-title" },
    { name: "message.zh-CN", path: "/listings/message", width: 760, height: 900, language: "zh-CN", who: "factory",
      prepare: async (page) => {
          await page.fill("[name=message]", "要20个数控车工,9月到岗,包吃住,6500,会看图,临清");
          await Promise.all([page.waitForNavigation(), page.click("main form button[type=submit]")]);
      } },
    { name: "phone.zh-CN", path: `/listings/${fit.need.id}`, width: 360, height: 780, language: "zh-CN", from: "#matches-title" },
    { name: "fit.en", path: `/fits/${fit.need.id}/${fit.matches[0].offer.id}`, width: 1100, height: 900, language: "en" },
    { name: "request.zh-CN", path: "/waiting", width: 1000, height: 900, language: "zh-CN", who: "factory",
      prepare: (page) => Promise.all([page.waitForNavigation(), page.locator("main a[href^='/requests/']").first().click()]) },
    { name: "thread.en", path: "/requests", width: 900, height: 620, language: "en", who: "school",
      prepare: async (page) => {
          for (const link of ["/requests/", "/threads/"]) {
              await Promise.all([page.waitForNavigation(), page.locator(`main a[href^='${link}']`).first().click()]);
          }
      } },
    { name: "policy.zh-CN", path: "/policies", width: 1000, height: 800, language: "zh-CN",
      prepare: (page) => Promise.all([page.waitForNavigation(), page.locator("main a[href^='/policies/']").first().click()]) },
    { name: "office.zh-CN", path: "/office", width: 1000, height: 800, language: "zh-CN", who: "office" },
    { name: "waiting.en", path: "/waiting", width: 900, height: 620, language: "en", who: "office" },
    { name: "news.zh-CN", path: "/news", width: 1000, height: 760, language: "zh-CN" },
    { name: "insight.en", path: "/insight", width: 1100, height: 800, language: "en", dark: true,
      prepare: async (page) => { await page.waitForSelector(".chart canvas, .chart svg"); await sleep(500); } },
];

for (const { name, path, width, height, language, dark = false, who, prepare, from } of pictures) {
    await test(`docs/images/${name}.png is drawn, small enough to be read on a slow line`, async () => {
        const person = await open(browser, server, { width, language, dark });
        await person.page.setViewportSize({ width, height });
        if (who !== undefined) {
            await person.signIn(who);
        }
        await person.page.goto(path);
        await prepare?.(person.page);
        if (from !== undefined) {
            await person.page.locator(from).evaluate((node) => node.scrollIntoView());
        }
        const file = join(place, `${name}.png`);
        await person.page.screenshot({ path: file });
        // Fewer colours where a tool for it is there; the bound holds either way.
        spawnSync("pngquant", ["--force", "--output", file, "128", file]);
        assert.ok(statSync(file).size <= most, `${statSync(file).size} bytes`);
        await person.close();
    });
}
await browser.close();
await finish();
