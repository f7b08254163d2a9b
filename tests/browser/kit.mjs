// A real browser (Debian's chromium) that looks hard at every page it comes to.
//
// look(page, name) fails on: any axe-core violation, a line on the console, a refusal by the content security policy, a
// request that failed or was answered with 4xx/5xx (but for pages asked for as such), a page wider than the screen.
// It leaves build/screenshots/NAME-WIDTH-LANGUAGE[-dark].png.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { assert, password, root } from "../journeys/kit.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = join(root, "build/screenshots");
mkdirSync(shots, { recursive: true });

export async function launch() {
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=zh-CN"] });
}

// One person at one screen. {page, faults, look(), signIn(), close()}
export async function open(browser, server, { width, language, dark = false, script = true }) {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 780 : 900 }, locale: language,
        colorScheme: dark ? "dark" : "light", javaScriptEnabled: script, baseURL: server.base, reducedMotion: "reduce",
        deviceScaleFactor: 1, hasTouch: width < 600, isMobile: width < 600 });
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    const person = { page, context, width, language, faults: [], seen: new Set(), expected: new Set() };
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !isExpected(person, message.location().url)) {
            person.faults.push(`console: ${message.text()}`);
        }
    });
    page.on("pageerror", (error) => person.faults.push(`script: ${error}`));
    page.on("requestfailed", (request) => {
        const why = request.failure()?.errorText ?? "";
        if (why !== "net::ERR_ABORTED") { // a page left while something was loading, or a download
            person.faults.push(`failed: ${request.url()} ${why}`);
        }
    });
    page.on("response", (response) => {
        if (response.status() >= 400 && !isExpected(person, response.url())) {
            person.faults.push(`${response.status()}: ${response.url()}`);
        }
    });
    person.look = (name, options) => look(person, name, { ...options, dark, script });
    person.signIn = (login) => signIn(person, login);
    person.visit = async (path, name, options) => { await page.goto(path); await person.look(name, options); };
    person.close = () => context.close();
    return person;
}

// A page that answers a wrong form with 422, or one asked for to be refused, is named beforehand.
export const expectRefusal = (person, path) => person.expected.add(path);
const isExpected = (person, url) => url !== "" && person.expected.has(new URL(url).pathname);

async function signIn(person, login) {
    await person.page.goto("/sign-in");
    await person.page.fill("[name=login]", login);
    await person.page.fill("[name=password]", password);
    await Promise.all([person.page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), person.page.click("main form button[type=submit]")]);
}

async function look(person, name, { dark, script, full = true }) { // person.tag: when lang is not the language of the browser
    const { page, width, language } = person;
    await page.waitForLoadState("load");
    if (script) {
        await page.waitForFunction(() => document.querySelector(".htmx-request") === null);
    }
    const found = [];
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name}: ${wide} px wide on a screen of ${width}; ${await page.evaluate(widest)}`);
    const text = await page.evaluate(() => [document.documentElement.lang, document.documentElement.innerText]);
    assert.equal(text[0], person.tag ?? language, `${name}: the language of the page`);
    const key = /(^|\s)(cli|articles|files|nav|listing|fit|import|account|personal|mail|portal|frame|insight|search|organisation|policies|error|value)\.[a-z_]+(\.[a-z_]+)+/.exec(text[1]);
    assert.equal(key, null, `${name} shows a key: ${key?.[0]}`);
    assert.doesNotMatch(text[1], /\{\{|\}\}|\bundefined\b|\[object|\bNaN\b/, `${name} shows a place-holder`);
    // axe needs timers, which stand still where scripts are off; the same pages are checked with scripts on.
    if (script) {
        await page.evaluate(axeSource);
        const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        for (const violation of result.violations) {
            found.push(`axe ${violation.id}: ${violation.nodes.slice(0, 4).map((node) => `${node.target.join(" ")} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""})`).join("; ")}`);
        }
    }
    await page.screenshot({ path: join(shots, `${name}-${width}-${person.tag ?? language}${dark ? "-dark" : ""}${script ? "" : "-noscript"}.png`), fullPage: full });
    found.push(...person.faults.splice(0));
    person.seen.add(name);
    assert.deepEqual(found, [], `${name} at ${new URL(page.url()).pathname}`);
}

// The selector-like description of what sticks out, for the message.
function widest() {
    return [...document.querySelectorAll("main *, header *, footer *")].filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 5).map((node) => `${node.tagName.toLowerCase()}.${node.className} ${Math.round(node.getBoundingClientRect().right)}`).join(", ");
}
