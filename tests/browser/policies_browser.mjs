// The policy library in a real browser: a visitor finds a clause; the office enters, changes, replaces and retracts; a refused limit of a
// message leads to the clause of the law. Phone and desktop, both languages.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert, finish, folder, sampleCity, serve, test } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [{ width: 360, language: "zh-CN" }, { width: 1280, language: "en" }];
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);
const save = "main form.form-wide button[type=submit]";
const paper = join(folder, "附件.pdf");
writeFileSync(paper, "%PDF-1.4\n%%EOF\n");

async function finds(visitor) {
    const { page } = visitor;
    await page.goto("/news");
    await press(visitor, "h2 a[href='/policies']");
    await visitor.look("policies");
    assert.equal(await page.locator(".rows .row").count(), 4);
    await page.fill("#policy-words", "教职成[2021]4号");
    await press(visitor, "main form.filters-row button");
    assert.equal(await page.locator(".rows .row").count(), 1);
    await page.fill("#policy-words", "中介机构");
    await press(visitor, "main form.filters-row button");
    await visitor.look("policies-found");
    assert.ok(await page.locator(".row-note mark").count() > 0, "what was found is marked");
    await press(visitor, ".row-note a");
    assert.equal(new URL(page.url()).hash, "#clause-16");
    await visitor.look("policy");
    assert.ok(await page.locator("#clause-16").isVisible());
    assert.ok((await page.locator(".breadcrumb li").count()) === 4);
    await page.goto("/search?q=" + encodeURIComponent("证件"));
    assert.ok(await page.locator("section[aria-labelledby=search-policies] a[href*='#clause-9']").count() === 1, "the site's search finds the clause");
    await visitor.look("search-policies");
}

async function enters(office) {
    const { page } = office;
    await office.visit("/policies/new", "policy-new");
    expectRefusal(office, "/policies");
    await page.fill("#field-title", "水城产教融合促进办法");
    await page.fill("#field-number", "聊政发【2025】3号");
    await page.fill("#field-effect_day", "2025-01-01");
    await page.fill("#field-repeal_day", "2024-01-01");
    await page.fill("[name=body]", "第一章 总则\n第一条 为了融合。\n第二条 <script>alert(1)</script>企业设实习岗位。\n第二章 附则\n第三条 自公布之日起施行。");
    await press(office, save);
    await office.look("policy-wrong");
    assert.ok(await page.locator(".field-wrong").count() >= 2);
    await page.fill("#field-issuer", "水城市人民政府");
    await page.selectOption("#field-level", "city");
    await page.fill("#field-repeal_day", "");
    await press(office, save);
    await office.look("policy-edit");
    await page.setInputFiles("#field-file", paper);
    await press(office, "section[aria-labelledby=attached-title] form[enctype] button");
    const address = new URL(page.url()).pathname.replace(/\/edit$/, "");
    await page.goto(address);
    await press(office, "button[name=status][value=published]");
    await office.look("policy-published");
    assert.match(await page.locator(".facts").innerText(), /聊政发〔2025〕3号/);
    assert.equal(await page.locator(".policy-text h3").count(), 2);
    return address;
}

// Both change it; the later one keeps every word and sees what differs.
async function conflicts(first, second, address) {
    await first.page.goto(`${address}/edit`);
    await second.page.goto(`${address}/edit`);
    await second.page.fill("#field-short_name", "融合办法");
    await press(second, save);
    const mine = `${await first.page.locator("[name=body]").inputValue()}\n第四条 由市里解释。`;
    await first.page.fill("[name=body]", mine);
    expectRefusal(first, address);
    await press(first, save);
    await first.look("policy-conflict");
    assert.equal((await first.page.locator("[name=body]").inputValue()).trim(), mine.trim());
    assert.equal(await first.page.locator("#field-short_name").inputValue(), "融合办法");
    await press(first, save);
    assert.ok(await first.page.locator("#clause-4").count() === 1);
    await first.visit(`${address}/history`, "policy-history");
}

async function replaces(office, visitor, old) {
    const { page } = office;
    await page.goto("/policies/new");
    await page.fill("#field-title", "水城产教融合促进条例");
    await page.fill("#field-issuer", "水城市人民政府");
    await page.selectOption("#field-level", "city");
    await page.fill("#field-effect_day", "2026-01-01");
    await page.fill("[name=replaced]", "聊政发2025年3号");
    await page.fill("[name=body]", "一、总体要求\n（一）目标。融合。\n二、保障");
    await press(office, save);
    const address = new URL(page.url()).pathname.replace(/\/edit$/, "");
    await page.goto(address);
    await press(office, "button[name=status][value=published]");
    await visitor.visit(old, "policy-out");
    await press(visitor, `main .notice a[href='${address}']`);
    assert.equal(await visitor.page.locator(`section[aria-labelledby=replaces-title] a[href='${old}']`).count(), 1);
    await office.page.fill("[name=reason]", "录入有误");
    await press(office, "button[name=status][value=retracted]");
    expectRefusal(visitor, address);
    await visitor.visit(address, "policy-retracted");
    assert.match(await visitor.page.locator("main").innerText(), /录入有误/);
}

// The stop of a rule shows its article as a link.
async function cites(factory) {
    const { page } = factory;
    await page.goto("/listings/message");
    await page.fill("[name=message]", "招10个电焊工，限男性，6000元");
    await press(factory, "main form button[type=submit]");
    await factory.look("message-law");
    await page.goto(await page.locator(".notice a[href*='#clause-27']").getAttribute("href"));
    assert.match(await page.locator("#clause-27").innerText(), /不得以性别为由/);
}

for (const variant of variants) {
    await test(`policies, ${variant.width} px, ${variant.language}: found, entered, changed, replaced, cited`, async () => {
        const server = await serve(sampleCity());
        const [visitor, office, second, factory] = await Promise.all([1, 2, 3, 4].map(() => open(browser, server, variant)));
        await finds(visitor);
        await office.signIn("office");
        await second.signIn("office");
        await factory.signIn("factory");
        const address = await enters(office);
        await visitor.page.goto(address);
        assert.equal(await visitor.page.locator(".policy-text script").count(), 0);
        assert.equal(await visitor.page.locator(".attached a").count(), 1);
        await conflicts(office, second, address);
        await replaces(office, visitor, address);
        await cites(factory);
        await Promise.all([visitor, office, second, factory].map((person) => person.close()));
        await server.stop();
    });
}
await browser.close();
await finish();
