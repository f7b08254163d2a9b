// Personal data in a real browser: a new person gives telephone and ID number, the office finds them by the number and looks with
// a purpose, the person reads who looked and withdraws; a new version of the notice is asked about at the sign-in.
import { assert, finish, sampleCity, serve, test } from "../journeys/kit.mjs";
import { expectRefusal, launch, open } from "./kit.mjs";

const browser = await launch();
const variants = [
    { width: 360, language: "zh-CN" },
    { width: 1280, language: "en" },
    { width: 1280, language: "zh-CN" },
    { width: 360, language: "en" },
];
const press = (person, selector) => Promise.all([person.page.waitForNavigation(), person.page.locator(selector).first().click()]);
const idNumber = "371502199003071230"; // made up; the check digit is right
const secretWord = "Journey-2026";

async function signsUp(person) {
    const { page } = person;
    await person.visit("/privacy", "privacy");
    await page.goto("/sign-up");
    for (const [name, value] of [["login", "giver"], ["name", "周女士"], ["password", secretWord], ["password_again", secretWord]]) {
        await page.fill(`[name=${name}]`, value);
    }
    await page.check("[name=agree]");
    await press(person, "main form button[type=submit]");
}

// A wrong check digit and a missing consent are both said; full-width digits are read.
async function gives(person) {
    const { page } = person;
    await person.visit("/account/personal", "personal-empty");
    await page.fill("[name=telephone]", "１３８ ００００ １２３４");
    await press(person, "form[action$='/telephone'] button[type=submit]");
    expectRefusal(person, "/account/personal/id_number");
    await page.fill("[name=id_number]", "371502199003071231");
    await press(person, "form[action$='/id_number'] button[type=submit]");
    await person.look("personal-wrong");
    assert.equal(await page.locator(".summary li").count(), 2);
    await page.fill("[name=id_number]", idNumber);
    await page.check("[name=agree]");
    await press(person, "form[action$='/id_number'] button[type=submit]");
    await person.look("personal-given");
    const text = await page.locator("main").innerText();
    assert.match(text, /138\*{4}1234/);
    assert.match(text, /3715\*{10}1230/);
    assert.ok(!text.includes(idNumber));
}

async function looks(office) {
    const { page } = office;
    await page.goto("/office/people/find");
    await page.fill("[name=value]", "138-0000-1234");
    await press(office, "main form button[type=submit]");
    await office.look("person-found");
    await press(office, "main li a");
    await office.look("person-card");
    expectRefusal(office, new URL(page.url()).pathname + "/show");
    await page.selectOption("[name=field]", "id_number");
    await press(office, "main form button[type=submit]"); // without a purpose
    await office.look("person-refused");
    assert.ok(!(await page.content()).includes(idNumber));
    await page.selectOption("[name=field]", "id_number");
    await page.selectOption("[name=purpose]", "agreement");
    await page.fill("[name=note]", "三方协议核对身份");
    await press(office, "main form button[type=submit]");
    await office.look("person-shown");
    assert.ok((await page.content()).includes(idNumber));
}

async function readsAndWithdraws(person) {
    const { page } = person;
    await person.visit("/account/personal", "personal-looked-at");
    assert.match(await page.locator("main").innerText(), /三方协议核对身份/);
    await press(person, "form[action$='/id_number/withdraw'] button");
    assert.ok(!(await page.locator("main").innerText()).includes("3715*"));
    await person.visit("/account/data", "own-data");
}

async function newVersion(office, person) {
    await office.visit("/office/privacy", "privacy-texts");
    const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    await office.page.fill("[name=day]", today);
    await press(office, "main form button[type=submit]");
    await office.look("privacy-texts-saved");
    await person.page.context().clearCookies();
    await person.page.goto(`/sign-in?lang=${person.language}&next=/search`);
    await person.page.fill("[name=login]", "giver");
    await person.page.fill("[name=password]", secretWord);
    await press(person, "main form button[type=submit]");
    await person.look("privacy-asked");
    await person.page.check("[name=agree]");
    await press(person, "main form button[type=submit]");
    assert.equal(new URL(person.page.url()).pathname, "/search");
}

for (const variant of variants) {
    await test(`personal data, ${variant.width} px, ${variant.language}: given, found, looked at, withdrawn, asked again`, async () => {
        const server = await serve(sampleCity());
        const [person, office] = await Promise.all([1, 2].map(() => open(browser, server, variant)));
        await signsUp(person);
        await gives(person);
        await office.signIn("office");
        await looks(office);
        await readsAndWithdraws(person);
        await newVersion(office, person);
        for (const one of [person, office]) { assert.deepEqual(one.faults, []); await one.close(); }
        await server.stop();
    });
}
await browser.close();
await finish();
