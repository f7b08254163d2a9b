// Being let in, in a real browser: sign up → register an organisation → the office approves → invite a colleague → second factor.
// Phone and desktop, both languages, once without script.
import { createHmac } from "node:crypto";
import { assert, finish, sampleCity, serve, test } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [
    { width: 360, language: "zh-CN" },
    { width: 1280, language: "en" },
    { width: 360, language: "en", script: false },
];
const secretWord = "Journey-2026";
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);

// RFC 6238, as an authenticator app has it.
function code(secret) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
    const mac = createHmac("sha1", key).update(step).digest();
    const from = mac[19] & 15;
    return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0");
}

async function signsUp(person, login, next) {
    const { page } = person;
    if (next === undefined) { await page.goto("/sign-up"); }
    await person.look(`sign-up-${login}`);
    await page.fill("[name=login]", login);
    await page.fill("[name=name]", login === "founder" ? "赵创办" : "钱同事");
    await page.fill("[name=password]", secretWord);
    await page.fill("[name=password_again]", secretWord);
    await page.check("[name=agree]");
    await press(person, "main form button[type=submit]");
}

// A wrong code is answered beside the field, what was typed stays; then the request is on its way.
async function registers(person) {
    const { page } = person;
    await person.visit("/registrations", "registrations-empty");
    await page.fill("[name=credit_code]", "91371500MA3C000089");
    await page.fill("[name=name]", "聊城旅程精密机械有限公司");
    await page.fill("[name=statement]", "我是办公室主任，受公司委托登记。");
    expectRefusal(person, "/registrations");
    await press(person, "main form button[type=submit]");
    await person.look("registration-wrong");
    assert.equal(await page.locator(".summary li").count(), 1);
    assert.equal(await page.inputValue("[name=name]"), "聊城旅程精密机械有限公司");
    await page.fill("[name=credit_code]", "91371500MA3C000088");
    await press(person, "main form button[type=submit]");
    await person.look("registration-waiting");
    return new URL(page.url()).pathname;
}

async function approves(office, address) {
    await office.visit("/office/registrations", "registrations-office");
    await press(office, `a[href='${address}']`);
    await office.look("registration-decide");
    await press(office, "button[name=decision][value=approve]");
}

async function invites(founder, colleague) {
    const { page } = founder;
    await founder.visit("/account", "account");
    await press(founder, "a[href$='/people']");
    await founder.look("members");
    await press(founder, "form[action$='/invite'] button");
    await founder.look("members-invited");
    const link = await page.locator("code.one-time").textContent();
    await colleague.page.goto(link); // a visitor is led to the sign-in, and from there to the sign-up
    await press(colleague, "main a[href^='/sign-up']");
    await signsUp(colleague, "colleague", link);
    await colleague.look("join");
    await press(colleague, "main form button[type=submit]");
    await colleague.look("members-joined");
    assert.equal(await colleague.page.locator("tbody tr").count(), 2);
    expectRefusal(colleague, link);
    await colleague.page.goto(link);
    assert.equal(await colleague.page.locator("main form button[type=submit]").count(), 0, "an invitation works once");
}

async function secondFactor(founder) {
    const { page } = founder;
    await founder.visit("/account/second", "second-factor");
    const secret = await page.locator("main code").first().textContent();
    await page.fill("[name=code]", code(secret));
    await press(founder, "main form button[type=submit]");
    await founder.look("recovery-codes");
    const recovery = await page.locator(".codes li").first().textContent();
    await page.context().clearCookies();
    await page.goto(`/sign-in?lang=${founder.language}`);
    await page.fill("[name=login]", "founder");
    await page.fill("[name=password]", secretWord);
    await press(founder, "main form button[type=submit]");
    await founder.look("second-step");
    await page.fill("[name=code]", recovery.trim());
    await press(founder, "main form button[type=submit]");
    await founder.visit("/account", "account-secured");
}

for (const variant of variants) {
    const name = `accounts, ${variant.width} px, ${variant.language}${variant.script === false ? ", without script" : ""}`;
    await test(`${name}: sign up, register, approve, invite, second factor`, async () => {
        const server = await serve(sampleCity());
        const [founder, colleague, office] = await Promise.all([1, 2, 3].map(() => open(browser, server, variant)));
        await signsUp(founder, "founder");
        await founder.look("account-new");
        await office.signIn("office");
        const address = await registers(founder);
        await approves(office, address);
        await invites(founder, colleague);
        await secondFactor(founder);
        await office.visit("/office/people?who=founder", "people");
        await office.visit("/office/mail", "mail");
        await founder.visit("/forgotten", "forgotten");
        for (const person of [founder, colleague, office]) { assert.deepEqual(person.faults, []); await person.close(); }
        await server.stop();
    });
}
await browser.close();
await finish();
