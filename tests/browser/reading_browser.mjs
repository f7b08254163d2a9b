// Reading in a real browser: the same pages in traditional characters and back, and with larger letters; on phone and desktop, once
// without script.
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

// No page may become wider than the screen (look) however large its letters are.
async function enlarges(visitor) {
    const { page } = visitor;
    const height = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("main p")).fontSize));
    await page.goto("/accessibility");
    const before = await height();
    await press(visitor, page.locator(".sizes a").nth(2));
    assert.ok(await height() > before * 1.3, "the letters are larger");
    assert.equal(await page.locator(".sizes [aria-current]").count(), 1);
    for (const [name, path] of [["accessibility", "/accessibility"], ["start", "/"], ["news", "/news"], ["search", "/search?q=车工"], ["organisations", "/organisations"],
        ["insight", "/insight"], ["unmet", "/unmet"], ["sign-in", "/sign-in"]]) {
        await visitor.visit(path, `large-${name}`);
    }
    await page.goto("/news");
    await press(visitor, page.locator("main a[href^='/articles/']").first());
    await visitor.look("large-article");
    await page.goto("/search?q=车工");
    await press(visitor, page.locator("main a[href^='/listings/']").first());
    await visitor.look("large-listing");
    await visitor.signIn("office");
    for (const [name, path] of [["waiting", "/waiting"], ["article-new", "/articles/new"], ["message", "/listings/message"], ["imports", "/office/imports"], ["desk", "/office/articles"]]) {
        await visitor.visit(path, `large-${name}`);
    }
    await press(visitor, page.locator(".sizes a").first());
    assert.equal(await page.locator("html[class]").count(), 0);
}

for (const variant of [{ width: 360, language: "zh-CN" }, { width: 360, language: "en" }, { width: 1280, language: "zh-CN" }]) {
    await test(`reading, ${variant.width} px, ${variant.language}: larger letters`, async () => {
        const server = await serve(sampleCity());
        const visitor = await open(browser, server, variant);
        await enlarges(visitor);
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
