// The information platform in a real browser: the school writes, the office publishes, a visitor reads, the school retracts with a
// reason. Phone and desktop, both languages, once without script.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { assert, finish, folder, sampleCity, serve, test } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [
    { width: 360, language: "zh-CN" },
    { width: 1280, language: "en" },
    { width: 360, language: "zh-CN", script: false },
];
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);

function crc32(bytes) {
    let crc = ~0;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) { crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0); }
    }
    return ~crc >>> 0;
}

// A picture of 40 × 30 points, byte by byte.
function picture() {
    const chunk = (kind, bytes) => {
        const body = Buffer.concat([Buffer.from(kind), bytes]);
        const frame = Buffer.alloc(8);
        frame.writeUInt32BE(bytes.length, 0);
        frame.writeUInt32BE(crc32(body), 4);
        return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
    };
    const head = Buffer.from([0, 0, 0, 40, 0, 0, 0, 30, 8, 0, 0, 0, 0]);
    const rows = Buffer.alloc(30 * 41, 120);
    for (let row = 0; row < 30; row++) { rows[row * 41] = 0; }
    return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
const files = { image: join(folder, "车间.png"), paper: join(folder, "方案.pdf"), page: join(folder, "假的.pdf"), film: join(folder, "片.mp4"),
    captions: join(folder, "片.vtt") };
writeFileSync(files.image, picture());
writeFileSync(files.paper, "%PDF-1.4\n%%EOF\n");
const box = (kind, bytes) => { const head = Buffer.alloc(8); head.writeUInt32BE(bytes.length + 8, 0); head.write(kind, 4); return Buffer.concat([head, bytes]); };
writeFileSync(files.film, Buffer.concat([box("ftyp", Buffer.from("isom\x00\x00\x00\x01")), box("moov", Buffer.alloc(64)), box("mdat", Buffer.alloc(5000))]));
writeFileSync(files.captions, "WEBVTT\n\n00:01.000 --> 00:02.000\n欢迎\n");
writeFileSync(files.page, "<!doctype html><script>alert(1)</script>");

async function reads(visitor) {
    const { page } = visitor;
    await visitor.visit("/news", "news");
    assert.ok(await page.locator(".news-column").count() >= 5);
    await press(visitor, ".news-column h2 a");
    await visitor.look("news-column");
    await page.goto("/");
    assert.ok(await page.locator("section[aria-labelledby=news-title] li").count() >= 3, "the start page shows the news");
    const table = page.locator("section[aria-labelledby=news-title] a[href^='/articles/']").first();
    await Promise.all([page.waitForNavigation(), table.click()]);
    await visitor.look("article");
    const crumbs = await page.locator(".breadcrumb li").allTextContents();
    assert.ok(crumbs.length >= 4, crumbs.join(" › "));
    assert.ok(await page.locator("meta[property='og:title']").getAttribute("content"));
}

async function writes(school, script) {
    const { page } = school;
    await school.visit("/articles/new", "article-new");
    await page.selectOption("[name=column]", { index: 0 });
    await page.fill("#field-title", "焊接实训室开放日");
    await page.fill("[name=body]", "## 安排\n\n| 时间 | 内容 |\n|---|---|\n| 上午 | **参观** |\n\n<script>alert(1)</script>");
    if (script) {
        await page.locator("[name=body]").press("End");
        await page.locator("[name=body]").pressSequentially(" 。");
        await page.waitForSelector("#preview table");
        await school.look("article-preview");
    } else {
        await press(school, "button[name=preview]");
        assert.equal(await page.locator("#preview table").count(), 1);
        assert.equal(await page.locator("#field-title").inputValue(), "焊接实训室开放日");
    }
    await press(school, "main form.form button[type=submit]:not([name])");
    await school.look("article-edit");
    await page.setInputFiles("[name=image]", files.image);
    await page.fill("[name=words]", "学生在实训室焊接");
    await press(school, "form[action$='/images'] button");
    const code = await page.locator(".pictures input").first().inputValue();
    await page.setInputFiles("#field-document_file", files.paper);
    await page.fill("#field-document-title", "开放日方案");
    await press(school, "section[aria-labelledby=attached-title] > form button");
    await page.fill("[name=body]", `${await page.locator("[name=body]").inputValue()}\n\n${code}\n`);
    await press(school, "main form.form button[type=submit]:not([name])");
    await school.look("article-draft");
    const address = new URL(page.url()).pathname;
    assert.equal(await page.locator(".article-text script").count(), 0);
    assert.ok(await page.evaluate(() => document.querySelector(".article-text img").naturalWidth) === 40, "the picture is shown");
    await press(school, "button[name=status][value=review]");
    return address;
}

async function refuses(school, address) {
    const { page } = school;
    expectRefusal(school, `${address}/documents`);
    await page.goto(`${address}/edit`);
    await page.setInputFiles("#field-document_file", files.page);
    await press(school, "section[aria-labelledby=attached-title] > form button");
    assert.equal(await page.locator("h1").count(), 1);
    await school.look("article-file-refused");
}

// Both change the same draft; the later one keeps every word and sees what differs.
async function conflicts(school, office, address) {
    await school.page.goto(`${address}/edit`);
    await office.page.goto(`${address}/edit`);
    await office.page.fill("#field-title", "焊接实训室开放日（改期）");
    await press(office, "main form.form button[type=submit]:not([name])");
    const mine = `${await school.page.locator("[name=body]").inputValue()}\n下午座谈。\n`;
    await school.page.fill("[name=body]", mine);
    expectRefusal(school, address);
    await press(school, "main form.form button[type=submit]:not([name])");
    await school.look("article-conflict");
    assert.equal((await school.page.locator("[name=body]").inputValue()).trim(), mine.trim());
    assert.equal(await school.page.locator("#field-title").inputValue(), "焊接实训室开放日（改期）");
    assert.ok(await school.page.locator(".summary .diff ins, .summary .change ins").count() > 0, "the differences are shown");
    await press(school, "main form.form button[type=submit]:not([name])");
    assert.match(await school.page.locator(".article-text").innerText(), /下午座谈/);
}

// A film with a poster and captions stands on the page with its words. (Only its form: nothing is decoded.)
async function films(school, address) {
    const { page } = school;
    await page.goto(`${address}/edit`);
    await page.setInputFiles("[name=film]", files.film);
    await page.setInputFiles("[name=poster]", files.image);
    await page.setInputFiles("[name=captions]", files.captions);
    await page.fill("#field-film-words", "学生介绍焊接实训室");
    await press(school, "section[aria-labelledby=film-title] form:last-of-type button");
    await page.goto(address);
    await school.look("article-film");
    assert.equal(await page.locator("video track[kind=captions]").count(), 1);
    assert.match(await page.locator(".film figcaption").innerText(), /焊接实训室/);
}

for (const variant of variants) {
    const name = `articles, ${variant.width} px, ${variant.language}${variant.script === false ? ", without script" : ""}`;
    await test(`${name}: written, reviewed, read, retracted`, async () => {
        const server = await serve(sampleCity());
        const script = variant.script !== false;
        const [visitor, school, office] = await Promise.all([1, 2, 3].map(() => open(browser, server, variant)));
        await reads(visitor);
        await school.signIn("school");
        await office.signIn("office");
        const address = await writes(school, script);
        expectRefusal(visitor, address);
        await visitor.page.goto(address);
        assert.equal(await visitor.page.locator(".article-text").count(), 0, "a visitor does not see it before");
        await office.visit("/office/articles", "articles-desk");
        await Promise.all([office.page.waitForNavigation(), office.page.locator(`.news-title[href='${address}']`).click()]);
        await office.look("article-review");
        await press(office, "button[name=status][value=published]");
        await visitor.visit(address, "article-read");
        assert.equal(await visitor.page.locator(".article-text td strong").textContent(), "参观");
        await press(visitor, ".attached a[href^='/documents/']");
        await visitor.look("document");
        assert.match(await visitor.page.locator(".digest").first().textContent(), /^[0-9a-f]{64}$/);
        await school.page.goto(address);
        await school.page.fill("[name=reason]", "日期有误");
        await press(school, "button[name=status][value=retracted]");
        await school.visit(`${address}/history`, "article-history");
        await visitor.page.goto(address);
        await visitor.look("article-retracted");
        assert.match(await visitor.page.locator("main").innerText(), /日期有误/);
        await press(school, ".versions-list a, main a[href='" + address + "']");
        await press(school, "button[name=status][value=draft]");
        await refuses(school, address);
        await conflicts(school, office, address);
        await films(school, address);
        await office.visit("/office/columns", "articles-columns");
        await press(office, "tbody a[href^='/office/columns/']");
        await office.look("articles-column-edit");
        await Promise.all([visitor, school, office].map((person) => person.close()));
        await server.stop();
    });
}
await browser.close();
await finish();
