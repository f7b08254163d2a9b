// Reading in a real browser: the same pages in traditional characters and back, on phone and desktop, once without script.
import { assert, finish, sampleCity, serve, test } from "../journeys/kit.mjs";
import { launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [
    { width: 360, language: "zh-CN" },
    { width: 1280, language: "zh-CN", dark: true },
    { width: 360, language: "zh-CN", script: false },
];
const press = (person, locator) => Promise.all([person.page.waitForNavigation(), locator.click()]);

// What is typed comes back as it was typed, on a page in other characters.
async function searches(visitor) {
    const { page } = visitor;
    await page.goto("/search?q=数控车工");
    await visitor.look("traditional-search");
    assert.equal(await page.locator("#search-box").inputValue(), "数控车工");
    assert.match(await page.locator("main").innerText(), /數控/);
}

async function switches(visitor) {
    const { page } = visitor;
    await page.goto("/news");
    await press(visitor, page.locator(".account a[lang=zh-Hant]"));
    visitor.tag = "zh-Hant";
    await visitor.look("traditional-news");
    assert.match(await page.locator("main h1").innerText(), /資訊平臺/);
    await page.goto("/");
    await visitor.look("traditional-start");
    assert.match(await page.locator(".places").innerText(), /資訊平臺/);
    const article = page.locator("section[aria-labelledby=news-title] a[href^='/articles/']").first();
    await press(visitor, article);
    await visitor.look("traditional-article");
    await searches(visitor);
    await visitor.signIn("school");
    await visitor.visit("/articles/new", "traditional-form");
    await press(visitor, page.locator(".bottom a[lang=zh-Hans]"));
    visitor.tag = undefined;
    await visitor.look("traditional-back");
    await page.goto("/news");
    assert.match(await page.locator("main h1").innerText(), /资讯平台/);
}

for (const variant of variants) {
    await test(`reading, ${variant.width} px${variant.script === false ? ", without script" : ""}: traditional characters and back`, async () => {
        const server = await serve(sampleCity());
        const visitor = await open(browser, server, variant);
        await switches(visitor);
        await visitor.close();
        await server.stop();
    });
}

await test("an English page offers no choice of characters", async () => {
    const server = await serve(sampleCity());
    const visitor = await open(browser, server, { width: 360, language: "en" });
    await visitor.visit("/news?script=hant", "reading-english");
    assert.equal(await visitor.page.locator("a[hreflang^=zh-Han]").count(), 0);
    await visitor.close();
    await server.stop();
});
await browser.close();
await finish();
